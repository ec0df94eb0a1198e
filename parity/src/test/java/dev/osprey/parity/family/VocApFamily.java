package dev.osprey.parity.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import dev.osprey.evaluation.voc.AveragePrecision;
import dev.osprey.evaluation.voc.VocClassMetrics;
import dev.osprey.evaluation.voc.VocEvaluator;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** csv_eval's average precision of a data set with several settings, and of single curves. */
public final class VocApFamily implements CaseFamily {
  private static final Pattern SETTINGS =
      Pattern.compile("iou(\\d*\\.?\\d+)_score(\\d*\\.?\\d+)_max(\\d+)");
  private static final String GROUND_TRUTHS = "gt";
  private static final String DETECTIONS = "dets";

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    spec.options().finish();
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "abs"));
    EvaluationInput input = read(spec, comparison);
    for (Iterator<String> names = spec.required("results").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      List<VocClassMetrics> actual = new VocEvaluator(settings(name)).evaluate(input).perClass();
      compare(name, spec.required("results").get(name), actual, comparison, tolerance);
    }
    for (JsonNode curve : spec.root().path("curves")) {
      curve(curve, comparison, tolerance);
    }
  }

  /** Parses {@code iou0.50_score0.05_max100}; the peer's threshold is float32, like its scores. */
  private static VocSettings settings(String name) {
    Matcher matcher = SETTINGS.matcher(name);
    if (!matcher.matches()) {
      throw new CaseError("results: \"" + name + "\" is not like iou0.50_score0.05_max100");
    }
    return new VocSettings(
        AveragePrecision.ALL_POINT,
        Double.parseDouble(matcher.group(1)),
        Float.parseFloat(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        BoxSideConvention.EXCLUSIVE);
  }

  private static EvaluationInput read(CaseSpec spec, Comparison comparison) {
    for (String name : List.of(GROUND_TRUTHS, DETECTIONS)) {
      comparison.isInput(name);
    }
    double[] marked = comparison.expected().get(GROUND_TRUTHS).values();
    double[] found = comparison.expected().get(DETECTIONS).values();
    double scale = spec.required("scale").doubleValue();
    List<GroundTruthBox> groundTruths =
        IntStream.range(0, marked.length / 6).mapToObj(i -> groundTruth(marked, 6 * i)).toList();
    List<ScoredBox> detections =
        IntStream.range(0, found.length / 7).mapToObj(i -> scoredBox(found, 7 * i, scale)).toList();
    List<Long> images =
        Stream.concat(
                groundTruths.stream().map(GroundTruthBox::imageId),
                detections.stream().map(ScoredBox::imageId))
            .toList();
    List<Integer> classes =
        IntStream.range(0, spec.required("num_classes").intValue()).boxed().toList();
    return new EvaluationInput(images, classes, groundTruths, detections);
  }

  /** Reads rows: image, x1, y1, x2, y2, label. */
  private static GroundTruthBox groundTruth(double[] values, int at) {
    double width = values[at + 3] - values[at + 1];
    double height = values[at + 4] - values[at + 2];
    return new GroundTruthBox(
        (long) values[at],
        (int) values[at + 5],
        values[at + 1],
        values[at + 2],
        width,
        height,
        width * height,
        Set.of());
  }

  /**
   * Reads rows: image, x1, y1, x2, y2, score, label; the box was scaled and scaled back in float32.
   */
  private static ScoredBox scoredBox(double[] values, int at, double scale) {
    double[] box = new double[4];
    for (int i = 0; i < box.length; i++) {
      box[i] = (float) (values[at + 1 + i] * scale) / (float) scale;
    }
    return new ScoredBox(
        (long) values[at],
        (int) values[at + 6],
        box[0],
        box[1],
        box[2] - box[0],
        box[3] - box[1],
        (float) values[at + 5]);
  }

  private static void compare(
      String name,
      JsonNode stated,
      List<VocClassMetrics> actual,
      Comparison comparison,
      Tolerance tolerance) {
    if (stated.size() != actual.size()) {
      comparison.fail(name + ": " + actual.size() + " classes in place of " + stated.size());
    }
    for (VocClassMetrics ofClass : actual) {
      String label = String.valueOf(ofClass.categoryId());
      String what = name + "." + label;
      JsonNode numbers = stated.path(label);
      double ap = numbers.path(0).asDouble(Double.NaN);
      double objects = numbers.path(1).asDouble(Double.NaN);
      comparison.number(what + ".ap", ap, apOrZero(ofClass), tolerance);
      comparison.number(what + ".objects", objects, ofClass.groundTruths(), Tolerance.EXACT);
    }
  }

  /** Returns the peer's value: 0 without objects, where ours is undefined. */
  private static double apOrZero(VocClassMetrics ofClass) {
    return ofClass.groundTruths() == 0 ? 0 : ofClass.ap();
  }

  private static void curve(JsonNode curve, Comparison comparison, Tolerance tolerance) {
    EvaluationInput input = inputOf(curve);
    for (AveragePrecision kind : AveragePrecision.values()) {
      String name =
          switch (kind) {
            case ALL_POINT -> "ap_all_point";
            case ELEVEN_POINT -> "ap_11_point";
          };
      VocClassMetrics actual =
          new VocEvaluator(VocSettings.standard(kind)).evaluate(input).perClass().get(0);
      double expected = curve.path(name).asDouble(Double.NaN);
      comparison.number("curves." + name, expected, apOrZero(actual), tolerance);
    }
  }

  /** Returns an image whose detections, by descending score, each match an object or none. */
  private static EvaluationInput inputOf(JsonNode curve) {
    List<GroundTruthBox> objects = new ArrayList<>();
    for (int i = 0; i < curve.path("npos").intValue(); i++) {
      objects.add(new GroundTruthBox(0, 0, 20 * i, 0, 10, 10, 100, Set.of()));
    }
    List<ScoredBox> detections = new ArrayList<>();
    int hits = 0;
    for (JsonNode hit : curve.path("tp")) {
      double y = hit.intValue() == 1 ? 0 : 100;
      detections.add(new ScoredBox(0, 0, 20 * hits, y, 10, 10, -detections.size()));
      hits += hit.intValue();
    }
    return new EvaluationInput(List.of(0L), List.of(0), objects, detections);
  }
}
