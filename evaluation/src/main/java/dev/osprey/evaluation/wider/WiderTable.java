package dev.osprey.evaluation.wider;

import dev.osprey.evaluation.TextTable;
import java.util.List;

/** Formats WIDER FACE's metrics as text. */
public final class WiderTable {
  /** Decimals of AP, because published numbers are percentages with two decimals. */
  private static final int DECIMALS = 4;

  private WiderTable() {}

  /**
   * Formats the IoU threshold, then one line for each subset: its name, its number of faces, and
   * AP, or a dash if it has no faces.
   */
  public static String summary(WiderMetrics metrics) {
    TextTable table = new TextTable(List.of("subset", "faces", "AP"));
    for (WiderSubsetMetrics one : metrics.subsets()) {
      table.add(
          List.of(
              one.subset().label(),
              String.valueOf(one.faces()),
              one.ap() < 0 ? "-" : TextTable.decimals(one.ap(), DECIMALS)));
    }
    return "WIDER FACE AP @[ IoU="
        + TextTable.decimals(metrics.iouThreshold(), 2)
        + " | "
        + metrics.images()
        + " images | "
        + metrics.detections()
        + " detections ]\n"
        + table;
  }
}
