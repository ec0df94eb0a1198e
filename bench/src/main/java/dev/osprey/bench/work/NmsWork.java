package dev.osprey.bench.work;

import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.Nms;
import java.util.Map;

/** NMS of boxes without classes; a run repeats it, because one call is short. */
final class NmsWork implements RepeatedWork {
  private static final double THRESHOLD = 0.5;

  private final BoxesFile boxes;
  private final int repeats;

  NmsWork(WorkSettings settings) {
    boxes = BoxesFile.read(settings.path("boxes"));
    repeats = settings.number("repeats", 1);
  }

  @Override
  public WorkResult run() {
    int[] kept = {};
    long start = System.nanoTime();
    for (int i = 0; i < repeats; i++) {
      kept = Nms.keep(boxes.boxes(), boxes.scores(), THRESHOLD);
    }
    double seconds = WorkResult.secondsSince(start) / repeats;
    Checksum checksum = new Checksum();
    checksum.add(kept);
    return new WorkResult(seconds, checksum.text(), Map.of("kept", (double) kept.length));
  }

  @Override
  public void close() {
    // holds plain arrays
  }
}
