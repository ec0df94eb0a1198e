package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.input.InputKinds;
import dev.osprey.bench.process.WorkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Detection by each detector, precision and load of post-processing. */
final class DetectionRows {
  private static final String WORK = "detect";
  private static final String RETINANET = "retinanet-r50-torchvision";
  private static final String FASTER_RCNN = "fasterrcnn-r50";
  private static final String RETINAFACE = "retinaface-mobilenet025";

  /** Just below the threshold's logit, so that noise lifts millions of scores above it. */
  private static final double MANY = -3.2;

  private static final String EAGER = "eager";
  private static final String COMPILED = "compiled";

  private final BenchSize size;

  DetectionRows(BenchSize size) {
    this.size = size;
  }

  List<BenchRow> rows(@Nullable Path int8) {
    String image = size.height() + "x" + size.width();
    List<BenchRow> rows = new ArrayList<>();
    rows.add(
        retinanet("retinanet", "RetinaNet-R50 " + image, few(), "float32", EAGER)
            .target(RowTarget.of(0.76).withShare(0.9)));
    rows.add(
        retinanet("retinanet-many", "the same, many candidates", many(), "float32", EAGER)
            .target(RowTarget.of(0.76)));
    rows.add(
        retinanet("retinanet-compiled", "the same beside torch.compile", few(), "float32", COMPILED)
            .target(RowTarget.of(0.95)));
    rows.add(
        retinanet("retinanet-bf16", "the same in bfloat16", few(), "bfloat16", EAGER)
            .target(RowTarget.of(0.9)));
    rows.add(
        retinanet(
                "retinanet-bf16-many",
                "the same in bfloat16, many candidates",
                many(),
                "bfloat16",
                EAGER)
            .target(RowTarget.of(0.9)));
    if (int8 != null) {
      rows.add(int8(int8));
    }
    rows.add(fasterRcnn("fasterrcnn", "float32", 0.78));
    rows.add(fasterRcnn("fasterrcnn-bf16", "bfloat16", 0.9));
    rows.add(retinaFace());
    rows.add(batch());
    return rows;
  }

  private WorkSettings few() {
    return WorkSettings.of("preset", RETINANET, "classes", 91);
  }

  private WorkSettings many() {
    return few().with("classBias", MANY);
  }

  private Draft retinanet(
      String name, String title, WorkSettings model, String precision, String mode) {
    String file = model.values().containsKey("classBias") ? "many" : "few";
    return large(name, title, model, "retinanet-" + file, precision, mode);
  }

  private Draft large(
      String name, String title, WorkSettings model, String file, String precision, String mode) {
    WorkSettings sized = model.with("side", size.height(), "longest", size.longest());
    return new Draft(
            name, title, sized, file, BenchRows.image("large.png", size.height(), size.width()))
        .settings("precision", precision)
        .peerSettings("mode", mode);
  }

  /** The peer has no int8 for detectors on the CPU; it runs in float32. */
  private BenchRow int8(Path file) {
    return retinanet("retinanet-int8", "RetinaNet-R50 in int8", few(), "float32", EAGER)
        .ours("model", file.toAbsolutePath())
        .ours("precision", "int8")
        .target(RowTarget.of(0.26));
  }

  private BenchRow fasterRcnn(String name, String precision, double target) {
    String title = "Faster R-CNN-R50 " + size.height() + "x" + size.width() + " " + precision;
    WorkSettings model = WorkSettings.of("preset", FASTER_RCNN, "classes", 90);
    return large(name, title, model, FASTER_RCNN, precision, EAGER).target(RowTarget.of(target));
  }

  private BenchRow retinaFace() {
    String title = "RetinaFace-mobilenet025 " + size.face() + "x" + size.face();
    WorkSettings model =
        WorkSettings.of(
            "preset", RETINAFACE, "candidates", size.faceCandidates(), "ofImage", "faces.png");
    return new Draft(
            "retinaface",
            title,
            model,
            "faces",
            BenchRows.image("faces.png", size.face(), size.face()))
        .settings("precision", "float32")
        .peerSettings("mode", EAGER)
        .target(RowTarget.of(0.35));
  }

  private BenchRow batch() {
    String title = "RetinaNet-R50, 8 images of " + size.small() + "x" + size.small();
    WorkSettings model = few().with("side", size.small(), "longest", size.small());
    return new Draft(
            "batch8",
            title,
            model,
            "small",
            BenchRows.image("small.png", size.small(), size.small()))
        .settings("precision", "float32", "batch", 8)
        .peerSettings("mode", EAGER)
        .target(RowTarget.of(1 / 1.2));
  }

  /** A row of detection before its target is known. */
  private static final class Draft {
    private final String name;
    private final String title;
    private final List<InputFile> inputs;
    private final String facts;
    private final String preset;
    private WorkSettings settings;
    private WorkSettings peer = WorkSettings.of();

    Draft(String name, String title, WorkSettings model, String modelName, InputFile image) {
      this.name = name;
      this.title = title;
      String file = modelName + ".safetensors";
      facts = modelName + ".json";
      preset = model.text("preset");
      settings = model.with("model", file, "image", image.name());
      inputs =
          List.of(
              image,
              new InputFile(file, InputKinds.MODEL, model),
              new InputFile(
                  facts,
                  InputKinds.FACTS,
                  WorkSettings.of("ofModel", file, "ofImage", image.name())));
    }

    Draft settings(Object... pairs) {
      settings = settings.with(pairs);
      return this;
    }

    Draft peerSettings(Object... pairs) {
      peer = peer.with(pairs);
      return this;
    }

    /** Settings of our side alone. */
    Draft ours(String key, Object value) {
      peer = peer.with(key, settings.text(key));
      settings = settings.with(key, value);
      return this;
    }

    BenchRow target(RowTarget target) {
      String project = preset.equals(RETINAFACE) ? "Pytorch_Retinaface's pipeline" : "torchvision";
      String mode = peer.text("mode").equals(COMPILED) ? ", torch.compile" : "";
      return new BenchRow(
          name,
          title,
          RowGroup.DETECT,
          inputs,
          WORK,
          settings,
          new BenchRow.PeerSide(project + mode, "detect", peer),
          target,
          Optional.of(facts),
          BenchRow.Passes.AS_ASKED);
    }
  }
}
