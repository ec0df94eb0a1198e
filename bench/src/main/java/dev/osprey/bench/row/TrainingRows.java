package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.input.InputKinds;
import dev.osprey.bench.process.WorkSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Training steps: forward, losses, backward, SGD. */
final class TrainingRows {
  private static final int BATCH = 2;
  private static final int OBJECTS = 8;
  private static final double MEMORY = 0.9;

  private final BenchSize size;

  TrainingRows(BenchSize size) {
    this.size = size;
  }

  List<BenchRow> rows() {
    return List.of(
        row("train-retinanet", "RetinaNet-R50", "float32", 0.95),
        row("train-retinanet-bf16", "RetinaNet-R50", "bfloat16", 0.95),
        row("train-fasterrcnn", "Faster R-CNN-R50", "float32", 0.8),
        row("train-fasterrcnn-bf16", "Faster R-CNN-R50", "bfloat16", 0.6));
  }

  private BenchRow row(String name, String detector, String precision, double target) {
    int side = size.trained();
    boolean retinanet = detector.startsWith("RetinaNet");
    String preset = retinanet ? "retinanet-r50-torchvision" : "fasterrcnn-r50";
    int classes = retinanet ? 91 : 90;
    WorkSettings model =
        WorkSettings.of("preset", preset, "classes", classes, "side", side, "longest", side);
    InputFile file = new InputFile("train-" + preset + ".safetensors", InputKinds.MODEL, model);
    InputFile boxes = BenchRows.boxes("objects.bin", OBJECTS, side, side);
    InputFile image = BenchRows.image("train.png", side, side);
    String title =
        String.format(
            Locale.ROOT,
            "training step of %s, %d images of %dx%d, %s",
            detector,
            BATCH,
            side,
            side,
            precision);
    return new BenchRow(
        name,
        title,
        RowGroup.TRAIN,
        List.of(image, boxes, file),
        "train",
        model
            .with("model", file.name(), "image", image.name(), "boxes", boxes.name())
            .with("batch", BATCH, "precision", precision),
        new BenchRow.PeerSide("torchvision", "train", WorkSettings.of()),
        RowTarget.of(target).withMemory(MEMORY),
        Optional.empty(),
        BenchRow.Passes.AS_ASKED);
  }
}
