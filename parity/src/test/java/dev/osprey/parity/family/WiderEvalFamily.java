package dev.osprey.parity.family;

import dev.osprey.data.result.WiderResult;
import dev.osprey.data.result.WiderTruth;
import dev.osprey.evaluation.wider.WiderCurve;
import dev.osprey.evaluation.wider.WiderEvaluator;
import dev.osprey.evaluation.wider.WiderMetrics;
import dev.osprey.evaluation.wider.WiderSubsetMetrics;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.ReferenceFiles;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.training.evaluation.WiderEvaluationInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** WIDER FACE's evaluation of given detections against its published ground truth. */
public final class WiderEvalFamily implements CaseFamily {
  private static final String BOXES = "boxes";
  private static final String SCORES = "scores";
  private static final String OFFSETS = "offsets";

  /** The step between the stored points among the 1000 of a curve. */
  private static final int STEP = 10;

  /** The ground truth is not in the repository. */
  @Override
  public Optional<Path> missing(CaseSpec spec) {
    return Files.isDirectory(groundTruth(spec))
        ? Optional.empty()
        : Optional.of(ReferenceFiles.shared().resolveSibling(folder(spec)));
  }

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    spec.options().finish();
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "ap_abs"));
    WiderTruth truth = WiderTruth.read(groundTruth(spec));
    WiderMetrics metrics =
        new WiderEvaluator(WiderEvaluator.STANDARD_IOU)
            .evaluate(WiderEvaluationInput.images(truth, results(truth, comparison)));
    comparison.number(
        "images", spec.required("images").intValue(), metrics.images(), Tolerance.EXACT);
    comparison.number(
        "detections",
        spec.required("detections").intValue(),
        (double) metrics.detections(),
        Tolerance.EXACT);
    for (WiderSubsetMetrics subset : metrics.subsets()) {
      String name = subset.subset().label();
      double ap = RequiredEntries.of(spec.required("expected"), name).doubleValue();
      comparison.number("expected." + name, ap, subset.ap(), tolerance);
      WiderCurve curve = subset.curve();
      comparison.tensor("recall." + name, points(curve.recalls()), tolerance);
      comparison.tensor("precision." + name, points(curve.precisions()), tolerance);
    }
  }

  private static Path groundTruth(CaseSpec spec) {
    Path file = ReferenceFiles.find(spec.folder(), folder(spec) + "/wider_face_val.mat");
    return file.resolveSibling("");
  }

  /** Returns {@code data/wider_gt} from {@code data/wider_gt/*.mat (or …)}. */
  private static String folder(CaseSpec spec) {
    String pattern = spec.text("ground_truth").split(" ", 2)[0];
    return pattern.substring(0, Math.max(0, pattern.lastIndexOf('/')));
  }

  private static Numbers points(double[] curve) {
    double[] points = new double[curve.length / STEP];
    Arrays.setAll(points, i -> curve[STEP * i]);
    return Numbers.of(points, points.length);
  }

  private static List<WiderResult> results(WiderTruth truth, Comparison comparison) {
    List.of(BOXES, SCORES, OFFSETS).forEach(comparison::isInput);
    double[] boxes = comparison.expected().get(BOXES).values();
    double[] scores = comparison.expected().get(SCORES).values();
    double[] offsets = comparison.expected().get(OFFSETS).values();
    List<WiderResult> results = new ArrayList<>();
    for (WiderTruth.Image image : truth.images()) {
      int from = (int) offsets[results.size()];
      int to = (int) offsets[results.size() + 1];
      results.add(
          new WiderResult(
              image.event(),
              image.name(),
              Arrays.copyOfRange(boxes, 4 * from, 4 * to),
              Arrays.copyOfRange(scores, from, to)));
    }
    return results;
  }
}
