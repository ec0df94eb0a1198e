package dev.osprey.evaluation.voc;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.CategoryName;
import dev.osprey.evaluation.TextTable;
import java.util.List;

/** Formats VOC's metrics as text. */
public final class VocTable {
  private VocTable() {}

  /** {@code VOC mAP @[ IoU=0.50 | all points ] = 0.712}. */
  public static String summary(VocMetrics metrics) {
    VocSettings settings = metrics.settings();
    String points =
        switch (settings.averagePrecision()) {
          case ALL_POINT -> "all points";
          case ELEVEN_POINT -> "11 points";
        };
    return "VOC mAP @[ IoU="
        + TextTable.decimals(settings.iouThreshold(), 2)
        + " | "
        + points
        + " ] = "
        + TextTable.number(metrics.map())
        + "\n";
  }

  /**
   * Formats the numbers of each category, one line each: its name, its number of objects without
   * difficult ones, detections, recall and AP. A category without objects has dashes.
   */
  public static String perClass(VocMetrics metrics, LabelMap labels) {
    TextTable table = new TextTable(List.of("class", "objects", "found", "recall", "AP"));
    for (VocClassMetrics c : metrics.perClass()) {
      table.add(
          List.of(
              CategoryName.of(c.categoryId(), labels),
              String.valueOf(c.groundTruths()),
              String.valueOf(c.detections()),
              TextTable.number(c.recall()),
              TextTable.number(c.ap())));
    }
    return table.toString();
  }
}
