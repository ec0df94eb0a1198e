package dev.osprey.cli;

import dev.osprey.core.Detections;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.predict.DetectingTimes;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.training.DatasetDetections;
import java.util.function.BiConsumer;

/** How far {@code val} is, and how fast; on standard error. */
public final class DetectingProgress implements DatasetDetections.Progress, AutoCloseable {
  private final LoadedDetector detector;
  private final Speed speed;
  private final BiConsumer<Sample, Detections> sink;
  private final EvaluationProgress line = EvaluationProgress.onStandardError();
  private long since = System.nanoTime();
  private DetectingTimes before;
  private int done;

  /**
   * @param waiting what the time between detecting is called
   */
  public DetectingProgress(
      LoadedDetector detector, String waiting, BiConsumer<Sample, Detections> sink) {
    this.detector = detector;
    this.sink = sink;
    before = detector.times();
    speed = new Speed(waiting, before);
  }

  @Override
  public void onPicture(Sample sample, Detections found) {
    long start = System.nanoTime();
    sink.accept(sample, found);
    since += System.nanoTime() - start; // what is written is no part of detecting
  }

  @Override
  public void onBatch(int picturesDone, int pictures) {
    long now = System.nanoTime();
    DetectingTimes times = detector.times();
    speed.add(picturesDone - done, now - since - times.since(before).whole(), times);
    done = picturesDone;
    before = times;
    since = now;
    line.onBatch(picturesDone, pictures);
  }

  public void tellSpeed() {
    if (!speed.text().isEmpty()) {
      System.err.println(speed.text());
    }
  }

  /** The picture, or the first of the batch, that comes after those that are done. */
  public String next(Dataset data) {
    return done < data.size() ? data.samples().get(done).name() : "the last picture";
  }

  @Override
  public void close() {
    line.close();
  }
}
