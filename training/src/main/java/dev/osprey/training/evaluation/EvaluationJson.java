package dev.osprey.training.evaluation;

import dev.osprey.core.LabelMap;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.evaluation.CategoryName;
import dev.osprey.evaluation.coco.AreaRange;
import dev.osprey.evaluation.coco.ClassMetrics;
import dev.osprey.evaluation.coco.CocoAverages;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.evaluation.coco.CocoTable;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.AveragePrecision;
import dev.osprey.evaluation.voc.VocClassMetrics;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.evaluation.wider.WiderMetrics;
import dev.osprey.evaluation.wider.WiderSubsetMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Formats the numbers of an evaluation as JSON: {@code metric}, {@code settings}, the averages by
 * name, and {@code classes} with the numbers of each class by name. One line, without a line break.
 */
public final class EvaluationJson {
  private static final String METRIC = "metric";
  private static final String SETTINGS = "settings";
  private static final String CLASSES = "classes";
  private static final String OBJECTS = "objects";
  private static final String DETECTIONS = "detections";

  private EvaluationJson() {}

  /**
   * COCO's numbers.
   *
   * @param labels of the categories
   * @param landmarks the error of landmarks, added as {@code landmarks}; absent if there are none
   */
  public static String of(CocoMetrics metrics, LabelMap labels, @Nullable LandmarkError landmarks) {
    return text(tree(metrics, labels), landmarks);
  }

  /** VOC's numbers, with the same parameters. */
  public static String of(VocMetrics metrics, LabelMap labels, @Nullable LandmarkError landmarks) {
    return text(tree(metrics, labels), landmarks);
  }

  /**
   * WIDER FACE's numbers: AP by subset, and in {@code faces} the number of faces of each subset.
   */
  public static String of(WiderMetrics metrics) {
    return text(tree(metrics), null);
  }

  private static String text(
      Map<String, @Nullable Object> tree, @Nullable LandmarkError landmarks) {
    if (landmarks != null) {
      Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
      numbers.put("meanError", landmarks.found() == 0 ? null : landmarks.mean());
      numbers.put("faces", landmarks.faces());
      numbers.put("found", landmarks.found());
      tree.put("landmarks", numbers);
    }
    return ConfigReader.toJson(tree);
  }

  private static Map<String, @Nullable Object> tree(CocoMetrics metrics, LabelMap labels) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(METRIC, "coco");
    tree.put(SETTINGS, settings(metrics.settings()));
    putAll(tree, metrics.overall());
    Map<String, @Nullable Object> classes = new LinkedHashMap<>();
    for (ClassMetrics one : metrics.perClass()) {
      Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
      putAll(numbers, one.averages());
      numbers.put(OBJECTS, one.groundTruths());
      classes.put(CocoTable.name(one.categoryId(), labels), numbers);
    }
    tree.put(CLASSES, classes);
    return tree;
  }

  private static Map<String, @Nullable Object> settings(CocoSettings settings) {
    Map<String, @Nullable Object> areas = new LinkedHashMap<>();
    for (AreaRange range : settings.areaRanges()) {
      areas.put(range.name(), List.of(range.minimum(), range.maximum()));
    }
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("iouThresholds", settings.iouThresholds());
    tree.put("maxDetections", settings.maxDetections());
    tree.put("areas", areas);
    return tree;
  }

  private static void putAll(Map<String, @Nullable Object> tree, CocoAverages averages) {
    for (int i = 0; i < averages.names().size(); i++) {
      tree.put(averages.names().get(i), averages.values().get(i));
    }
  }

  private static Map<String, @Nullable Object> tree(VocMetrics metrics, LabelMap labels) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(METRIC, name(metrics.settings().averagePrecision()));
    tree.put(SETTINGS, settings(metrics.settings()));
    tree.put("mAP", metrics.map());
    Map<String, @Nullable Object> classes = new LinkedHashMap<>();
    for (VocClassMetrics one : metrics.perClass()) {
      Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
      numbers.put("AP", one.ap());
      numbers.put("recall", one.recall());
      numbers.put(DETECTIONS, one.detections());
      numbers.put(OBJECTS, one.groundTruths());
      classes.put(CategoryName.of(one.categoryId(), labels), numbers);
    }
    tree.put(CLASSES, classes);
    return tree;
  }

  private static Map<String, @Nullable Object> tree(WiderMetrics metrics) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(METRIC, "wider");
    tree.put(SETTINGS, Map.of("iouThreshold", metrics.iouThreshold()));
    Map<String, @Nullable Object> faces = new LinkedHashMap<>();
    for (WiderSubsetMetrics one : metrics.subsets()) {
      tree.put(one.subset().label(), one.ap());
      faces.put(one.subset().label(), one.faces());
    }
    tree.put("faces", faces);
    tree.put("pictures", metrics.images());
    tree.put(DETECTIONS, metrics.detections());
    return tree;
  }

  private static String name(AveragePrecision averagePrecision) {
    return switch (averagePrecision) {
      case ALL_POINT -> "voc";
      case ELEVEN_POINT -> "voc07";
    };
  }

  /** Writes no limit as null, because JSON has no infinity. */
  private static Map<String, @Nullable Object> settings(VocSettings settings) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("iouThreshold", settings.iouThreshold());
    double score = settings.scoreThreshold();
    tree.put("scoreThreshold", Double.isInfinite(score) ? null : score);
    int limit = settings.maxDetections();
    tree.put("maxDetections", limit == Integer.MAX_VALUE ? null : limit);
    return tree;
  }
}
