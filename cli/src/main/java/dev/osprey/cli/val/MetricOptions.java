package dev.osprey.cli.val;

import dev.osprey.cli.options.ScoreOption;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.coco.AreaRange;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.evaluation.wider.WiderEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select the metric of an evaluation and its settings. */
final class MetricOptions {
  @Option(
      names = "--metric",
      defaultValue = "coco",
      description =
          "coco, voc (area under the curve, from 2010 on), voc07 (11 points) or wider (WIDER FACE:"
              + " easy, medium, hard) (default: ${DEFAULT-VALUE}).")
  ValMetric metric;

  @Option(
      names = "--iou",
      split = ",",
      paramLabel = "IOU",
      description =
          "IoU thresholds, ascending (default: 0.5,0.55,…,0.95 for coco); a single one for voc,"
              + " voc07 and wider (default: 0.5).")
  @Nullable List<Double> iouThresholds;

  @Option(
      names = "--area",
      split = ",",
      paramLabel = "NAME=FROM:TO",
      description =
          "Size ranges for coco, as sides of squares in pixels (default:"
              + " small=0:32,medium=32:96,large=96:); without a number after the colon there is no"
              + " upper bound.")
  @Nullable Map<String, String> areas;

  @Option(
      names = "--max-detections",
      split = ",",
      paramLabel = "N",
      description =
          "Maximum number of detections that count. coco: per image and class, ascending, the last"
              + " one for AP (default: 1,10,100); voc and voc07: one number per image (default:"
              + " all).")
  @Nullable List<Integer> maxDetections;

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      converter = ScoreOption.Score.class,
      description = "voc and voc07: only detections with a higher score count (default: all).")
  @Nullable Double score;

  /** The settings of {@code voc} and {@code voc07}; null for {@code coco}. */
  @Nullable VocSettings voc() {
    VocSettings standard = metric.ofAnnotations().flatMap(VocSettings::of).orElse(null);
    if (standard == null) {
      return null;
    }
    if (areas != null) {
      throw new UserError("--area needs --metric coco; VOC's metrics have no size ranges");
    }
    return new VocSettings(
        standard.averagePrecision(),
        single("--iou", iouThresholds, standard.iouThreshold()),
        score == null ? standard.scoreThreshold() : score,
        single("--max-detections", maxDetections, standard.maxDetections()),
        standard.sides());
  }

  private <T> T single(String option, @Nullable List<T> values, T standard) {
    if (values == null) {
      return standard;
    }
    if (values.size() != 1) {
      throw new UserError(
          option + " takes one value with --metric " + metric.label() + ", not " + values);
    }
    return values.get(0);
  }

  /** The evaluator of {@code wider}. */
  WiderEvaluator wider() {
    return new WiderEvaluator(single("--iou", iouThresholds, WiderEvaluator.STANDARD_IOU));
  }

  /** The settings of {@code coco}. */
  CocoSettings coco() {
    if (score != null) {
      throw new UserError("--score needs --metric voc or voc07; COCO's metrics use all detections");
    }
    CocoSettings standard = CocoSettings.standard();
    return new CocoSettings(
        iouThresholds == null ? standard.iouThresholds() : iouThresholds,
        maxDetections == null ? standard.maxDetections() : maxDetections,
        areas == null ? standard.areaRanges() : areaRanges(areas),
        standard.categories());
  }

  private static List<AreaRange> areaRanges(Map<String, String> areas) {
    List<AreaRange> ranges = new ArrayList<>(List.of(AreaRange.ALL));
    areas.forEach((name, sides) -> ranges.add(areaRange(name, sides)));
    return ranges;
  }

  private static AreaRange areaRange(String name, String sides) {
    int colon = sides.indexOf(':');
    try {
      double from = Double.parseDouble(sides.substring(0, Math.max(0, colon)));
      String to = sides.substring(colon + 1);
      return to.isEmpty()
          ? AreaRange.fromSide(name, from)
          : AreaRange.ofSides(name, from, Double.parseDouble(to));
    } catch (NumberFormatException e) {
      throw new UserError(
          "--area "
              + name
              + "="
              + sides
              + " is not a range of sides in pixels; write it as small=0:32 or large=96:",
          e);
    }
  }
}
