package dev.osprey.networks.cost;

import dev.osprey.networks.layer.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats a {@link NetworkSummary} in fixed-width columns. */
final class SummaryText {
  private static final List<String> HEADER =
      List.of("stage", "output", "parameters", "trainable", "GFLOPs");

  /** Names and shapes are left-aligned, numbers right-aligned. */
  private static final int LEFT_COLUMNS = 2;

  private SummaryText() {}

  static String of(NetworkSummary summary) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (NetworkSummary.Stage stage : summary.stages()) {
      rows.add(
          row(
              stage.name(),
              describe(stage.outputs()),
              stage.parameters(),
              stage.trainableParameters(),
              stage.multiplyAdds()));
    }
    rows.add(
        row(
            "total",
            "",
            summary.parameters(),
            summary.trainableParameters(),
            summary.multiplyAdds()));
    return table(rows) + "\n" + cost(summary) + frozen(summary) + batchNorms(summary);
  }

  private static List<String> row(
      String name, String output, long parameters, long trainable, long multiplyAdds) {
    return List.of(name, output, count(parameters), count(trainable), giga(multiplyAdds));
  }

  private static String table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder();
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        String sign = i < LEFT_COLUMNS ? "-" : "";
        table.append(i == 0 ? "" : "  ");
        table.append(String.format(Locale.ROOT, "%" + sign + widths[i] + "s", row.get(i)));
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String cost(NetworkSummary summary) {
    return "GFLOPs are of convolutions and linear layers for one image of "
        + summary.size()
        + ": "
        + giga(summary.multiplyAdds())
        + " with a multiply-add\ncounted once (MACs, as torchvision publishes them), "
        + giga(2 * summary.multiplyAdds())
        + " with it counted twice.\n";
  }

  private static String frozen(NetworkSummary summary) {
    List<String> names = new ArrayList<>();
    for (NetworkSummary.Stage stage : summary.stages()) {
      if (stage.trainableParameters() < stage.parameters()) {
        names.add(stage.name() + (stage.trainableParameters() == 0 ? "" : " (a part of it)"));
      }
    }
    long count = summary.parameters() - summary.trainableParameters();
    return "frozen parameters: "
        + (names.isEmpty() ? "none" : count(count) + ", in " + String.join(", ", names))
        + "\n";
  }

  private static String batchNorms(NetworkSummary summary) {
    List<String> parts = new ArrayList<>();
    summary
        .batchNorms()
        .forEach((mode, number) -> parts.add(number + " " + name(mode) + meaning(mode)));
    return "batch norms: "
        + (parts.isEmpty() ? "none" : String.join(", ", parts))
        + "\n"
        + withoutNorms(summary);
  }

  /** The parameter count that peers publish if their norms are frozen and have no parameters. */
  private static String withoutNorms(NetworkSummary summary) {
    long norms = summary.batchNormParameters();
    return norms == 0
        ? ""
        : "parameters without the scale and shift of batch norms: "
            + count(summary.parameters() - norms)
            + " (as published where these are frozen)\n";
  }

  /** The name in configurations: {@code eval-frozen}. */
  private static String name(BatchNorm.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String meaning(BatchNorm.Mode mode) {
    return switch (mode) {
      case TRAIN -> " (batch statistics)";
      case EVAL -> " (running statistics; scale and shift train)";
      case EVAL_FROZEN, FROZEN -> " (running statistics; nothing trains)";
    };
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String giga(long number) {
    return String.format(Locale.ROOT, "%,.3f", number / 1e9);
  }

  /** {@code 1x256x100x152}, or {@code 1x36x100x152 to 1x36x7x10, 5 levels}. */
  private static String describe(List<TensorShape> outputs) {
    return switch (outputs.size()) {
      case 0 -> "";
      case 1 -> outputs.get(0).toString();
      default ->
          outputs.get(0)
              + " to "
              + outputs.get(outputs.size() - 1)
              + ", "
              + outputs.size()
              + " levels";
    };
  }
}
