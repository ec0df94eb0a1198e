package dev.osprey.cli.val;

import dev.osprey.cli.output.OutputFile;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.wider.WiderMetrics;
import dev.osprey.training.evaluation.EvaluationJson;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the numbers of an evaluation to the target of {@code --json}. */
final class MetricsJson {
  private final @Nullable String target;
  private final @Nullable LandmarkError landmarks;

  private MetricsJson(@Nullable String target, @Nullable LandmarkError landmarks) {
    this.target = target;
    this.landmarks = landmarks;
  }

  /**
   * Chooses the target.
   *
   * @param target null to write nothing; {@code -} for standard output; else a file that must not
   *     exist
   */
  static MetricsJson to(@Nullable String target) {
    if (target != null && !target.equals("-")) {
      OutputFile.requireWritable("--json", Path.of(target));
    }
    return new MetricsJson(target, null);
  }

  /** Returns a copy that also writes the landmark error, if there is one. */
  MetricsJson with(@Nullable LandmarkError error) {
    return new MetricsJson(target, error);
  }

  @Nullable LandmarkError landmarks() {
    return landmarks;
  }

  boolean isStandardOutput() {
    return "-".equals(target);
  }

  void write(CocoMetrics metrics, LabelMap labels) {
    write(() -> EvaluationJson.of(metrics, labels, landmarks));
  }

  void write(VocMetrics metrics, LabelMap labels) {
    write(() -> EvaluationJson.of(metrics, labels, landmarks));
  }

  void write(WiderMetrics metrics) {
    write(() -> EvaluationJson.of(metrics));
  }

  private void write(Supplier<String> json) {
    if (target == null) {
      return;
    }
    if (isStandardOutput()) {
      System.out.println(json.get());
      return;
    }
    AtomicFile.write(Path.of(target), json.get() + "\n");
  }
}
