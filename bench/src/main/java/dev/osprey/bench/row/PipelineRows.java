package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.input.InputKinds;
import dev.osprey.bench.process.WorkSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What surrounds a network: evaluation, loading, the start of the program. */
final class PipelineRows {
  private static final int WORKERS = 2;
  private static final String PRESET = "retinanet-r50-torchvision";

  private final BenchSize size;

  PipelineRows(BenchSize size) {
    this.size = size;
  }

  List<BenchRow> rows() {
    RowTarget coco = RowTarget.of(0.25).withMemory(0.6);
    return List.of(
        evaluation("coco", "faster-coco-eval", coco),
        evaluation("coco-pycocotools", "pycocotools", RowTarget.none()).once(),
        loading(),
        start());
  }

  private BenchRow evaluation(String name, String peer, RowTarget target) {
    InputFile files =
        new InputFile(
            "coco",
            InputKinds.COCO,
            WorkSettings.of("images", size.evaluated(), "detections", size.detections()));
    String title =
        String.format(
            Locale.ROOT,
            "COCO evaluation, %,d images, %,d detections",
            size.evaluated(),
            size.detections());
    return new BenchRow(
        name,
        title,
        RowGroup.EVALUATE,
        List.of(files),
        "evaluate",
        WorkSettings.of("coco", files.name()),
        new BenchRow.PeerSide(peer, "evaluate", WorkSettings.of("evaluator", peer)),
        target,
        Optional.empty(),
        BenchRow.Passes.AS_ASKED);
  }

  private BenchRow loading() {
    int side = size.trained();
    InputFile images =
        new InputFile(
            "jpeg",
            InputKinds.IMAGES,
            WorkSettings.of("count", size.loaded(), "height", 768, "width", 1024));
    WorkSettings settings =
        WorkSettings.of("images", images.name(), "preset", PRESET)
            .with("side", side, "longest", 2 * side, "batch", 8, "workers", WORKERS);
    return new BenchRow(
        "load",
        "decoding, resizing and batching of " + size.loaded() + " JPEG files of 768x1024",
        RowGroup.LOAD,
        List.of(images),
        "load",
        settings,
        new BenchRow.PeerSide("PyTorch's DataLoader", "load", WorkSettings.of()),
        RowTarget.of(1 / 1.5),
        Optional.empty(),
        BenchRow.Passes.AS_ASKED);
  }

  private BenchRow start() {
    int side = size.small();
    WorkSettings model =
        WorkSettings.of("preset", PRESET, "classes", 91, "side", side, "longest", side);
    InputFile file = new InputFile("small.safetensors", InputKinds.MODEL, model);
    return new BenchRow(
        "start",
        "RetinaNet-R50 from the start of the program to the written file, one image of "
            + side
            + "x"
            + side,
        RowGroup.START,
        List.of(BenchRows.image("small.png", side, side), file),
        BenchRow.START,
        model.with("model", file.name(), "image", "small.png"),
        new BenchRow.PeerSide("Python with torchvision", "start", WorkSettings.of()),
        RowTarget.of(0.35).withSeconds(1.2),
        Optional.empty(),
        BenchRow.Passes.AS_ASKED);
  }
}
