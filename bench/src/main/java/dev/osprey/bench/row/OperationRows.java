package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.WorkSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** NMS and RoIAlign by themselves. */
final class OperationRows {
  private static final int STRIDE = 8;
  private static final int CHANNELS = 256;
  private static final int REGIONS = 1_000;

  /** Whether the gradient of the map is computed, too. */
  private enum Backward {
    WITH,
    WITHOUT
  }

  private final BenchSize size;

  OperationRows(BenchSize size) {
    this.size = size;
  }

  List<BenchRow> rows() {
    return List.of(
        nms("nms-1000", 1_000, size.nmsRepeats()),
        nms("nms-10000", 10_000, 1 + size.nmsRepeats() / 40),
        roiAlign("roialign", "forward", Backward.WITHOUT, 0.15),
        roiAlign("roialign-backward", "forward and backward", Backward.WITH, 0.25));
  }

  private BenchRow nms(String name, int count, int repeats) {
    InputFile boxes = BenchRows.boxes("boxes-" + count + ".bin", count, 800, 1216);
    return row(
        name,
        String.format(Locale.ROOT, "NMS of %,d boxes", count),
        boxes,
        "nms",
        WorkSettings.of("boxes", boxes.name(), "repeats", repeats),
        RowTarget.of(0.6));
  }

  private BenchRow roiAlign(String name, String pass, Backward backward, double target) {
    InputFile regions = BenchRows.boxes("regions.bin", REGIONS, size.height(), size.width());
    WorkSettings settings =
        WorkSettings.of("boxes", regions.name(), "channels", CHANNELS, "stride", STRIDE)
            .with("height", size.height() / STRIDE, "width", size.width() / STRIDE)
            .with("backward", backward == Backward.WITH);
    String title = String.format(Locale.ROOT, "RoIAlign of %,d regions, %s", REGIONS, pass);
    return row(name, title, regions, "roialign", settings, RowTarget.of(target));
  }

  private static BenchRow row(
      String name,
      String title,
      InputFile input,
      String work,
      WorkSettings settings,
      RowTarget target) {
    return new BenchRow(
        name,
        title,
        RowGroup.OPS,
        List.of(input),
        work,
        settings,
        new BenchRow.PeerSide("torchvision", "ops", WorkSettings.of("work", work)),
        target,
        Optional.empty(),
        BenchRow.Passes.AS_ASKED);
  }
}
