package dev.osprey.cli;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.evaluation.coco.ClassMetrics;
import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.evaluation.coco.CocoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where {@code --json} sends the numbers of an evaluation. */
final class MetricsJson {
  private final @Nullable String target;

  private MetricsJson(@Nullable String target) {
    this.target = target;
  }

  /** Nowhere for null; standard output for {@code -}; else a file that must not exist yet. */
  static MetricsJson to(@Nullable String target) {
    if (target != null && !target.equals("-")) {
      OutputFolder.requireAbsent(Path.of(target));
    }
    return new MetricsJson(target);
  }

  boolean isStandardOutput() {
    return "-".equals(target);
  }

  void write(CocoMetrics metrics, LabelMap labels) {
    if (target == null) {
      return;
    }
    String text = ConfigReader.toJson(tree(metrics, labels));
    if (isStandardOutput()) {
      System.out.println(text);
      return;
    }
    try {
      Files.writeString(Path.of(target), text + "\n");
    } catch (IOException e) {
      throw new UserError(target + ": cannot be written (" + e + "); check its folder", e);
    }
  }

  private static Map<String, Object> tree(CocoMetrics metrics, LabelMap labels) {
    Map<String, Object> tree = new LinkedHashMap<>();
    double[] values = metrics.summary().values();
    for (int i = 0; i < values.length; i++) {
      tree.put(CocoSummary.NAMES.get(i), values[i]);
    }
    Map<String, Object> classes = new LinkedHashMap<>();
    for (ClassMetrics one : metrics.perClass()) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("AP", one.ap());
      numbers.put("AP50", one.ap50());
      numbers.put("AP75", one.ap75());
      numbers.put("AR100", one.ar100());
      numbers.put("objects", one.groundTruths());
      classes.put(CocoTable.name(one.categoryId(), labels), numbers);
    }
    tree.put("classes", classes);
    return tree;
  }
}
