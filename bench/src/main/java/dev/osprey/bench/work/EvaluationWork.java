package dev.osprey.bench.work;

import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.training.evaluation.CocoEvaluationInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** COCO evaluation from two files to the twelve numbers of the summary. */
final class EvaluationWork implements RepeatedWork {
  private final Path folder;

  EvaluationWork(WorkSettings settings) {
    folder = settings.path("coco");
  }

  @Override
  public WorkResult run() {
    long start = System.nanoTime();
    CocoFile truth = CocoFile.read(folder.resolve("truth.json"));
    List<CocoDetection> found = CocoDetection.readAll(folder.resolve("detections.json"));
    CocoSummary summary =
        new CocoEvaluator(CocoSettings.standard())
            .evaluate(CocoEvaluationInput.input(truth, found))
            .summary();
    double seconds = WorkResult.secondsSince(start);
    Checksum checksum = new Checksum();
    for (double value : summary.values()) {
      checksum.add(value);
    }
    return new WorkResult(seconds, checksum.text(), Map.of("AP", summary.values()[0]));
  }

  @Override
  public void close() {
    // holds nothing between runs
  }
}
