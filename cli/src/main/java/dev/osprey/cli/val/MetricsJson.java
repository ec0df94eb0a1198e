package dev.osprey.cli.val;

import dev.osprey.cli.output.OutputFile;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where {@code --json} sends the numbers of an evaluation. */
final class MetricsJson {
  private static final String METRIC = "metric";
  private static final String SETTINGS = "settings";
  private static final String CLASSES = "classes";
  private static final String OBJECTS = "objects";
  private static final String DETECTIONS = "detections";

  private final @Nullable String target;
  private final @Nullable LandmarkError landmarks;

  private MetricsJson(@Nullable String target, @Nullable LandmarkError landmarks) {
    this.target = target;
    this.landmarks = landmarks;
  }

  /** Nowhere for null; standard output for {@code -}; else a file that must not exist yet. */
  static MetricsJson to(@Nullable String target) {
    if (target != null && !target.equals("-")) {
      OutputFile.requireWritable("--json", Path.of(target));
    }
    return new MetricsJson(target, null);
  }

  /** The same with the error of landmarks, where there are any. */
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
    write(tree(metrics, labels));
  }

  void write(VocMetrics metrics, LabelMap labels) {
    write(tree(metrics, labels));
  }

  void write(WiderMetrics metrics) {
    write(tree(metrics));
  }

  private void write(Map<String, @Nullable Object> tree) {
    if (target == null) {
      return;
    }
    if (landmarks != null) {
      Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
      numbers.put("meanError", landmarks.found() == 0 ? null : landmarks.mean());
      numbers.put("faces", landmarks.faces());
      numbers.put("found", landmarks.found());
      tree.put("landmarks", numbers);
    }
    String text = ConfigReader.toJson(tree);
    if (isStandardOutput()) {
      System.out.println(text);
      return;
    }
    AtomicFile.write(Path.of(target), text + "\n");
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

  /** AP by subset at the root, as COCO's numbers are; how many faces count is apart. */
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

  /** No limit is null: JSON has no infinity. */
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
