package dev.osprey.evaluation.coco;

import dev.osprey.core.LabelMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Metrics as text, in the layout that people know. */
public final class CocoTable {
  private static final String NO_VALUE = "-";

  private CocoTable() {}

  /** The 12 lines of {@code COCOeval.summarize}, to the character. */
  public static String summary(CocoMetrics metrics) {
    CocoSettings settings = metrics.settings();
    List<Double> thresholds = settings.iouThresholds();
    String range =
        decimals(thresholds.get(0), 2) + ":" + decimals(thresholds.get(thresholds.size() - 1), 2);
    int most = settings.maxDetections().get(2);
    CocoSummary s = metrics.summary();
    return precision(range, "all", most, s.ap())
        + precision("0.50", "all", most, s.ap50())
        + precision("0.75", "all", most, s.ap75())
        + precision(range, "small", most, s.apSmall())
        + precision(range, "medium", most, s.apMedium())
        + precision(range, "large", most, s.apLarge())
        + recall(range, "all", settings.maxDetections().get(0), s.ar1())
        + recall(range, "all", settings.maxDetections().get(1), s.ar10())
        + recall(range, "all", most, s.ar100())
        + recall(range, "small", most, s.arSmall())
        + recall(range, "medium", most, s.arMedium())
        + recall(range, "large", most, s.arLarge());
  }

  /**
   * One line for each category: its name, objects, AP, AP50, AP75 and AR100. A category that the
   * label map does not know is named by its id; one without ground truth has dashes.
   */
  public static String perClass(CocoMetrics metrics, LabelMap labels) {
    List<ClassMetrics> classes = metrics.perClass();
    int width = "class".length();
    for (ClassMetrics ofClass : classes) {
      width = Math.max(width, name(ofClass.categoryId(), labels).length());
    }
    StringBuilder table = new StringBuilder();
    appendRow(table, width, "class", "objects", "AP", "AP50", "AP75", "AR100");
    for (ClassMetrics c : classes) {
      appendRow(
          table,
          width,
          name(c.categoryId(), labels),
          String.valueOf(c.groundTruths()),
          orDash(c.ap()),
          orDash(c.ap50()),
          orDash(c.ap75()),
          orDash(c.ar100()));
    }
    return table.toString();
  }

  /** The name of a category, or its id where the label map does not know it. */
  public static String name(int categoryId, LabelMap labels) {
    int label = labels.labelOfCategory(categoryId);
    if (label >= 0) {
      return labels.name(label);
    }
    return categoryId == CocoMetrics.POOLED_ID ? "all classes" : String.valueOf(categoryId);
  }

  private static String precision(String iou, String area, int limit, double value) {
    return line("Average Precision", "(AP)", iou, area, limit, value);
  }

  private static String recall(String iou, String area, int limit, double value) {
    return line("Average Recall", "(AR)", iou, area, limit, value);
  }

  private static String line(
      String title, String type, String iou, String area, int limit, double value) {
    return String.format(
        Locale.ROOT,
        " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %s\n",
        title,
        type,
        iou,
        area,
        limit,
        decimals(value, 3));
  }

  private static void appendRow(StringBuilder table, int width, String name, String... columns) {
    table.append(name).append(" ".repeat(width - name.length()));
    for (String column : columns) {
      table.append(" ".repeat(Math.max(1, 9 - column.length()))).append(column);
    }
    table.append('\n');
  }

  private static String orDash(double value) {
    return value < 0 ? NO_VALUE : decimals(value, 3);
  }

  /** Python's rounding: of the exact binary value, ties to even; Java's formatter differs. */
  private static String decimals(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
