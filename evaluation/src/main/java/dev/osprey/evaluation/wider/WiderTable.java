package dev.osprey.evaluation.wider;

import dev.osprey.evaluation.TextTable;
import java.util.List;

/** Metrics as text. */
public final class WiderTable {
  /** Published numbers have two decimals of a percentage. */
  private static final int DECIMALS = 4;

  private WiderTable() {}

  /**
   * The IoU threshold, then one line for each subset: its name, the number of faces that count, and
   * AP, or a dash where no face counts.
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
