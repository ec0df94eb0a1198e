package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.coco.ClassMetrics;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.training.evaluation.CocoEvaluationInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** pycocotools' box evaluation of a ground-truth file and a result file. */
public final class CocoEvalFamily implements CaseFamily {
  /** The step between the stored recalls: 0, 0.1, … 1 of the 101. */
  private static final int EVERY = 10;

  /** The tolerance of sums of many numbers in unknown order. */
  private static final Tolerance SUM = Tolerance.relative(1e-9);

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    spec.options().finish();
    CocoFile truth = CocoFile.read(spec.folder().resolve(spec.texts("files").get(0)));
    EvaluationInput input = read(spec, truth, comparison);
    CocoMetrics metrics = new CocoEvaluator(CocoSettings.standard()).evaluate(input);
    CocoMetrics pooled =
        new CocoEvaluator(CocoSettings.standard().with(CocoSettings.Categories.POOLED))
            .evaluate(input);
    Tolerance stats = Tolerance.absolute(Tolerance.stated(spec, "stats_abs"));
    summary("stats", spec.required("stats"), metrics.summary(), comparison, stats);
    if (spec.has("stats_useCats0")) {
      summary(
          "stats_useCats0", spec.required("stats_useCats0"), pooled.summary(), comparison, stats);
    }
    perClass(spec, truth.labels(), metrics, comparison, stats);
    arrays(spec, metrics, comparison);
    for (String name : comparison.expected().names()) {
      tensor(name, spec, metrics, comparison);
    }
  }

  private static EvaluationInput read(CaseSpec spec, CocoFile truth, Comparison comparison) {
    List<String> files = spec.texts("files");
    List<CocoDetection> detections = CocoDetection.readAll(spec.folder().resolve(files.get(1)));
    long crowds = truth.annotations().stream().filter(CocoFile.Entry::crowd).count();
    Map<String, Long> counts =
        Map.of(
            "images", (long) truth.images().size(),
            "annotations", (long) truth.annotations().size(),
            "crowd", crowds,
            "categories", (long) truth.categories().size(),
            "detections", (long) detections.size());
    counts.forEach(
        (name, count) ->
            comparison.number(
                "counts." + name,
                spec.required("counts").path(name).asDouble(Double.NaN),
                count,
                Tolerance.EXACT));
    return CocoEvaluationInput.input(truth, detections);
  }

  private static void summary(
      String what, JsonNode stated, CocoSummary summary, Comparison comparison, Tolerance stats) {
    double[] values = summary.values();
    for (Iterator<String> names = stated.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      int index = CocoSummary.NAMES.indexOf(name);
      if (index < 0) {
        throw new CaseError(what + ": unknown number " + name);
      }
      comparison.number(what + "." + name, stated.get(name).doubleValue(), values[index], stats);
    }
  }

  private static void perClass(
      CaseSpec spec, LabelMap labels, CocoMetrics metrics, Comparison comparison, Tolerance stats) {
    JsonNode stated = spec.required("per_class");
    for (Iterator<String> ids = stated.fieldNames(); ids.hasNext(); ) {
      String id = ids.next();
      int label = labels.labelOfCategory(EntryId.of(Long.parseLong(id)));
      ClassMetrics ofClass =
          metrics.perClass().stream()
              .filter(candidate -> candidate.categoryId() == label)
              .findFirst()
              .orElseThrow(() -> new CaseError("per_class: no category " + id));
      for (Iterator<String> names = stated.get(id).fieldNames(); names.hasNext(); ) {
        String name = names.next();
        double actual =
            switch (name) {
              case "AP" -> ofClass.averages().ap();
              case "AP50" -> ofClass.averages().ap(0.5);
              case "AP75" -> ofClass.averages().ap(0.75);
              case "AR100" -> ofClass.averages().ar();
              default -> throw new CaseError("per_class: unknown number " + name);
            };
        double expected = stated.get(id).get(name).doubleValue();
        comparison.number("per_class." + id + "." + name, expected, actual, stats);
      }
    }
  }

  private static void arrays(CaseSpec spec, CocoMetrics metrics, Comparison comparison) {
    JsonNode stated = spec.required("precision");
    double[] precision = metrics.precision();
    int[] shape = new int[stated.path("shape_TxRxKxAxM").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = stated.path("shape_TxRxKxAxM").get(i).intValue();
    }
    if (!Arrays.equals(shape, metrics.shape())) {
      comparison.fail("precision of shape " + Arrays.toString(metrics.shape()));
    }
    double[] valid = Arrays.stream(precision).filter(value -> value > -1).toArray();
    comparison.number(
        "precision.valid", stated.path("valid").doubleValue(), valid.length, Tolerance.EXACT);
    comparison.number(
        "precision.sum_of_valid",
        stated.path("sum_of_valid").doubleValue(),
        Arrays.stream(valid).sum(),
        SUM);
    hash("precision", precision, stated.path("sha256_float64_le_c_order").asText(), comparison);
    hash("scores", metrics.scores(), spec.text("scores_sha256"), comparison);
    comparison.number(
        "scores_sum",
        spec.required("scores_sum").doubleValue(),
        Arrays.stream(metrics.scores()).sum(),
        SUM);
  }

  private static void hash(String what, double[] values, String expected, Comparison comparison) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    String actual;
    try {
      actual = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    if (!actual.equals(expected)) {
      comparison.fail(what + ": SHA-256 " + actual + " in place of " + expected);
    }
  }

  private static void tensor(
      String name, CaseSpec spec, CocoMetrics metrics, Comparison comparison) {
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "precision_abs"));
    int[] shape = metrics.shape();
    switch (name) {
      case "recall" ->
          comparison.tensor(
              name,
              Numbers.of(metrics.recall(), shape[0], shape[2], shape[3], shape[4]),
              tolerance);
      case "precision.maxdets100.every10" ->
          comparison.tensor(name, everyTenth(metrics.precision(), shape), tolerance);
      default -> {}
    }
  }

  /**
   * Returns the precisions [T, R, K, A, M] at every tenth recall and the last maximum of
   * detections.
   */
  private static Numbers everyTenth(double[] precision, int[] shape) {
    int points = (shape[1] + EVERY - 1) / EVERY;
    int inner = shape[2] * shape[3];
    double[] values = new double[shape[0] * points * inner];
    for (int i = 0; i < values.length; i++) {
      int t = i / (points * inner);
      int r = i / inner % points * EVERY;
      int ka = i % inner;
      values[i] = precision[((t * shape[1] + r) * inner + ka) * shape[4] + shape[4] - 1];
    }
    return Numbers.of(values, shape[0], points, shape[2], shape[3]);
  }
}
