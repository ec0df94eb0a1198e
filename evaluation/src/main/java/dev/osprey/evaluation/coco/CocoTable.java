package dev.osprey.evaluation.coco;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.CategoryName;
import dev.osprey.evaluation.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats COCO's metrics as text, in the layout of pycocotools. */
public final class CocoTable {
  private CocoTable() {}

  /**
   * Formats the overall numbers exactly like {@code COCOeval.summarize}: 12 lines with the standard
   * settings. Other thresholds, area ranges and limits have their own lines.
   */
  public static String summary(CocoMetrics metrics) {
    CocoSettings settings = metrics.settings();
    CocoAverages overall = metrics.overall();
    List<Double> thresholds = settings.iouThresholds();
    String range =
        decimals(thresholds.get(0)) + ":" + decimals(thresholds.get(thresholds.size() - 1));
    List<AreaRange> areas = settings.areaRanges();
    List<Integer> limits = settings.maxDetections();
    int maxLimit = limits.get(limits.size() - 1);
    StringBuilder lines = new StringBuilder(precision(range, areas.get(0), maxLimit, overall.ap()));
    for (double iou : settings.shownThresholds()) {
      lines.append(precision(decimals(iou), areas.get(0), maxLimit, overall.ap(iou)));
    }
    for (int a = 1; a < areas.size(); a++) {
      lines.append(precision(range, areas.get(a), maxLimit, overall.apPerArea().get(a)));
    }
    for (int m = 0; m < limits.size(); m++) {
      lines.append(recall(range, areas.get(0), limits.get(m), overall.arPerLimit().get(m)));
    }
    for (int a = 1; a < areas.size(); a++) {
      lines.append(recall(range, areas.get(a), maxLimit, overall.arPerArea().get(a)));
    }
    return lines.toString();
  }

  /**
   * Formats the numbers of each category, one line each: its name, its number of objects, AP, AP50
   * and AP75 (or AP at each of a few other thresholds), AP of each area range, and AR with the
   * largest limit of detections. A category that is not in the label map is named by its id; one
   * without ground truth has dashes.
   */
  public static String perClass(CocoMetrics metrics, LabelMap labels) {
    CocoSettings settings = metrics.settings();
    List<String> header = new ArrayList<>(List.of("class", "objects", "AP"));
    settings.shownThresholds().forEach(iou -> header.add(CocoAverages.name(iou)));
    settings.areaRanges().stream().skip(1).forEach(range -> header.add(range.name()));
    header.add("AR" + settings.maxDetections().get(settings.maxDetections().size() - 1));
    TextTable table = new TextTable(header);
    for (ClassMetrics c : metrics.perClass()) {
      List<String> row = new ArrayList<>();
      row.add(name(c.categoryId(), labels));
      row.add(String.valueOf(c.groundTruths()));
      shown(c.averages()).forEach(value -> row.add(TextTable.number(value)));
      table.add(row);
    }
    return table.toString();
  }

  private static List<Double> shown(CocoAverages averages) {
    List<Double> shown = new ArrayList<>(List.of(averages.ap()));
    averages.settings().shownThresholds().forEach(iou -> shown.add(averages.ap(iou)));
    averages.apPerArea().stream().skip(1).forEach(shown::add);
    shown.add(averages.ar());
    return shown;
  }

  /** The name of a category, or its id if the label map does not contain it. */
  public static String name(int categoryId, LabelMap labels) {
    return categoryId == CocoMetrics.POOLED_ID
        ? "all classes"
        : CategoryName.of(categoryId, labels);
  }

  private static String precision(String iou, AreaRange area, int limit, double value) {
    return line("Average Precision", "(AP)", iou, area, limit, value);
  }

  private static String recall(String iou, AreaRange area, int limit, double value) {
    return line("Average Recall", "(AR)", iou, area, limit, value);
  }

  private static String line(
      String title, String type, String iou, AreaRange area, int limit, double value) {
    return String.format(
        Locale.ROOT,
        " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %s\n",
        title,
        type,
        iou,
        area.name(),
        limit,
        TextTable.decimals(value, 3));
  }

  private static String decimals(double iou) {
    return TextTable.decimals(iou, 2);
  }
}
