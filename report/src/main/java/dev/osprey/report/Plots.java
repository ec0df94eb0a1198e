package dev.osprey.report;

import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.coco.PrecisionRecallCurve;
import java.util.ArrayList;
import java.util.List;

/** The plots of a report, those that have something to show. */
final class Plots {
  private static final double IOU = 0.5;

  private Plots() {}

  static List<Plot> of(TrainingReport report) {
    TrainingCurves curves = report.curves();
    List<Plot> plots = new ArrayList<>();
    plots.add(new Plot("loss", "Loss", "step", "", Plot.Kind.NOISY_STEPS, curves.losses()));
    plots.add(
        new Plot(
            "map",
            "Precision on held-out pictures",
            "epoch",
            "",
            Plot.Kind.SCORES,
            curves.scores()));
    if (report.evaluated() != null) {
      plots.add(
          new Plot(
              "precision-recall",
              "Precision over recall at IoU 0.5",
              "recall",
              "precision",
              Plot.Kind.UNIT_SQUARE,
              precisionRecall(report.evaluated())));
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

  /** A curve for each class; with more classes than colours, their mean alone. */
  private static List<Curve> precisionRecall(Evaluated evaluated) {
    if (!evaluated.metrics().settings().iouThresholds().contains(IOU)) {
      return List.of();
    }
    List<PrecisionRecallCurve> perClass = evaluated.metrics().curves(IOU);
    if (perClass.size() > PlotTheme.LIGHT.lines().size()) {
      return List.of(mean(perClass));
    }
    return perClass.stream()
        .map(
            curve ->
                new Curve(
                    CocoTable.name(curve.categoryId(), evaluated.labels()),
                    array(curve.recalls()),
                    array(curve.precisions())))
        .toList();
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
