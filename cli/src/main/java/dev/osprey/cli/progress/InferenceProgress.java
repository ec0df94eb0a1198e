package dev.osprey.cli.progress;

import dev.osprey.core.Detections;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.inference.InferenceTimes;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.training.evaluation.DatasetDetections;
import java.util.function.BiConsumer;

/** Shows the progress of inference on a data set on standard error, and measures its speed. */
public final class InferenceProgress implements DatasetDetections.Progress, AutoCloseable {
  private final LoadedDetector detector;
  private final SpeedReport speed;
  private final BiConsumer<Sample, Detections> sink;
  private final EvaluationProgress line = EvaluationProgress.onStandardError();
  private long since = System.nanoTime();
  private InferenceTimes before;
  private int done;

  /**
   * @param waiting the name of the time between batches, for the report of speed
   * @param sink takes the detections of each image; its time is not counted
   */
  public InferenceProgress(
      LoadedDetector detector, String waiting, BiConsumer<Sample, Detections> sink) {
    this.detector = detector;
    this.sink = sink;
    before = detector.times();
    speed = new SpeedReport(waiting, before, detector.engine());
  }

  @Override
  public void onImage(Sample sample, Detections found) {
    long start = System.nanoTime();
    sink.accept(sample, found);
    since += System.nanoTime() - start; // writing files is not part of inference
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

  /** Prints one line with the milliseconds per image, if any image was done. */
  public void printSpeed() {
    if (!speed.text().isEmpty()) {
      System.err.println(speed.text());
    }
  }

  /** The name of the first image that is not done, which is the one that caused a failure. */
  public String next(Dataset data) {
    return done < data.size() ? data.samples().get(done).name() : "the last image";
  }

  @Override
  public void close() {
    line.close();
  }
}
