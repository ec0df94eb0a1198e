package dev.osprey.report;

import dev.osprey.core.ClassPalette;
import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.coco.PrecisionRecallCurve;
import java.util.ArrayList;
import java.util.List;

/** Creates the plots of a report; plots without data are skipped. */
final class Plots {
  private static final double IOU = 0.5;

  private Plots() {}

  static List<Plot> of(TrainingReport report) {
    TrainingCurves curves = report.curves();
    List<Plot> plots = new ArrayList<>();
    plots.add(new Plot("loss", "Loss", "step", "", Plot.Kind.NOISY_STEPS, curves.losses()));
    plots.add(
        new Plot(
            "map", "Precision on held-out images", "epoch", "", Plot.Kind.SCORES, curves.scores()));
    if (report.evaluated() != null) {
      plots.add(precisionRecall(report.evaluated()));
    }
    plots.add(
        new Plot(
            "learning-rate",
            "Learning rate",
            "step",
            "",
            Plot.Kind.EXACT_STEPS,
            curves.learningRates()));
    return plots.stream()
        .filter(plot -> plot.curves().stream().anyMatch(curve -> curve.finite().size() > 0))
        .toList();
  }

  /**
   * Plots a curve for each class in its colour; if there are more classes than colours, only their
   * mean.
   */
  private static Plot precisionRecall(ReportedMetrics evaluated) {
    List<PrecisionRecallCurve> perClass =
        evaluated.metrics().settings().iouThresholds().contains(IOU)
            ? evaluated.metrics().curves(IOU)
            : List.of();
    boolean many = perClass.size() > ClassPalette.size();
    List<Curve> curves =
        many
            ? List.of(mean(perClass))
            : perClass.stream().map(curve -> curve(curve, evaluated.labels())).toList();
    return new Plot(
        "precision-recall",
        many
            ? "Precision over recall at IoU 0.5, " + curves.get(0).name()
            : "Precision over recall at IoU 0.5",
        "recall",
        "precision",
        Plot.Kind.UNIT_SQUARE,
        curves,
        many ? List.of() : perClass.stream().map(PrecisionRecallCurve::categoryId).toList());
  }

  private static Curve curve(PrecisionRecallCurve curve, LabelMap labels) {
    return new Curve(
        CocoTable.name(curve.categoryId(), labels),
        array(curve.recalls()),
        array(curve.precisions()));
  }

  private static Curve mean(List<PrecisionRecallCurve> perClass) {
    double[] recalls = array(perClass.get(0).recalls());
    double[] precisions = new double[recalls.length];
    for (PrecisionRecallCurve curve : perClass) {
      for (int i = 0; i < precisions.length; i++) {
        precisions[i] += curve.precisions().get(i) / perClass.size();
      }
    }
    return new Curve("mean of " + perClass.size() + " classes", recalls, precisions);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
