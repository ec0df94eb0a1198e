package dev.osprey.cli.progress;

import dev.osprey.core.Detections;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.predict.InferenceTimes;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.training.evaluation.DatasetDetections;
import java.util.function.BiConsumer;

/** How far {@code val} is, and how fast; on standard error. */
public final class InferenceProgress implements DatasetDetections.Progress, AutoCloseable {
  private final LoadedDetector detector;
  private final SpeedReport speed;
  private final BiConsumer<Sample, Detections> sink;
  private final EvaluationProgress line = EvaluationProgress.onStandardError();
  private long since = System.nanoTime();
  private InferenceTimes before;
  private int done;

  /**
   * @param waiting what the time between detecting is called
   */
  public InferenceProgress(
      LoadedDetector detector, String waiting, BiConsumer<Sample, Detections> sink) {
    this.detector = detector;
    this.sink = sink;
    before = detector.times();
    speed = new SpeedReport(waiting, before);
  }

  @Override
  public void onImage(Sample sample, Detections found) {
    long start = System.nanoTime();
    sink.accept(sample, found);
    since += System.nanoTime() - start; // what is written is no part of detecting
  }

  @Override
  public void onBatch(int imagesDone, int images) {
    long now = System.nanoTime();
    InferenceTimes times = detector.times();
    speed.add(imagesDone - done, now - since - times.since(before).whole(), times);
    done = imagesDone;
    before = times;
    since = now;
    line.onBatch(imagesDone, images);
  }

  public void tellSpeed() {
    if (!speed.text().isEmpty()) {
      System.err.println(speed.text());
    }
  }

  /** The image, or the first of the batch, that comes after those that are done. */
  public String next(Dataset data) {
    return done < data.size() ? data.samples().get(done).name() : "the last image";
  }

  @Override
  public void close() {
    line.close();
  }
}
