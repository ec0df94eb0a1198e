package dev.osprey.cli.val;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocEvaluator;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.evaluation.voc.VocTable;

/** Evaluates detections by one metric and writes the results to standard output and JSON. */
interface MetricEvaluation {
  void report(EvaluationInput input, LabelMap labels, MetricsJson output);

  /** Creates the evaluation, and refuses settings that exclude each other. */
  static MetricEvaluation of(MetricOptions options) {
    VocSettings voc = options.voc();
    if (voc != null) {
      return (input, labels, output) -> report(voc, input, labels, output);
    }
    CocoSettings coco = options.coco();
    return (input, labels, output) -> report(coco, input, labels, output);
  }

  private static void report(
      CocoSettings settings, EvaluationInput input, LabelMap labels, MetricsJson output) {
    CocoMetrics metrics = new CocoEvaluator(settings).evaluate(input);
    print(CocoTable.summary(metrics), CocoTable.perClass(metrics, labels), output);
    output.write(metrics, labels);
  }

  private static void report(
      VocSettings settings, EvaluationInput input, LabelMap labels, MetricsJson output) {
    VocMetrics metrics = new VocEvaluator(settings).evaluate(input);
    print(VocTable.summary(metrics), VocTable.perClass(metrics, labels), output);
    output.write(metrics, labels);
  }

  private static void print(String summary, String perClass, MetricsJson output) {
    if (!output.isStandardOutput()) {
      System.out.print(summary + "\n" + perClass);
      LandmarkError landmarks = output.landmarks();
      if (landmarks != null) {
        System.out.println("\n" + landmarks.text());
      }
    }
  }
}
