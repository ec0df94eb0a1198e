package dev.osprey.bench.scale;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.input.InputKinds;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.row.BenchScope;
import java.util.List;
import java.util.Locale;

/** A size that grows while all else stays. */
public enum ScaleAxis {
  AREA("pixels of the image") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick() ? List.of(64, 96, 128) : List.of(256, 384, 512, 768, 1024);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      return detection(this, size, (double) size * size, size, 91, WorkSettings.of());
    }
  },
  BATCH("images of a batch") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick() ? List.of(1, 2, 4) : List.of(1, 2, 4, 8, 16);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      int side = scope.isQuick() ? 64 : 256;
      return detection(this, size, size, side, 91, WorkSettings.of("batch", size));
    }
  },
  OBJECTS("objects of a training image") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick() ? List.of(1, 10, 100) : List.of(1, 10, 100, 300, 1000);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      return training(size, scope.isQuick() ? 64 : 256);
    }
  },
  CLASSES("classes") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick() ? List.of(1, 10, 91) : List.of(1, 10, 91, 300, 1000);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      return detection(this, size, size, scope.isQuick() ? 64 : 512, size, WorkSettings.of());
    }
  },
  CANDIDATES("scores above the threshold") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick()
          ? List.of(100, 1_000, 10_000)
          : List.of(1_000, 10_000, 100_000, 1_000_000, 3_000_000);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      WorkSettings many = WorkSettings.of("candidates", size);
      return detection(this, size, size, scope.isQuick() ? 64 : 512, 91, many);
    }
  },
  NMS("boxes of one class") {
    @Override
    List<Integer> sizes(BenchScope scope) {
      return scope.isQuick() ? List.of(100, 200, 400) : List.of(1_000, 2_000, 4_000, 8_000, 16_000);
    }

    @Override
    ScalePoint point(int size, BenchScope scope) {
      InputFile boxes =
          new InputFile(
              "boxes-" + size + ".bin",
              InputKinds.BOXES,
              WorkSettings.of("count", size, "height", 800, "width", 1216));
      WorkSettings work =
          WorkSettings.of(
              "work", "nms", "boxes", boxes.name(), "repeats", Math.max(1, 20_000 / size));
      return new ScalePoint(size, List.of(boxes), work);
    }
  };

  private static final String PRESET = "retinanet-r50-torchvision";

  private final String title;

  ScaleAxis(String title) {
    this.title = title;
  }

  /** What grows, in words. */
  public String title() {
    return title;
  }

  /** The name in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The sizes, ascending. */
  abstract List<Integer> sizes(BenchScope scope);

  /** The work of one size. */
  abstract ScalePoint point(int size, BenchScope scope);

  private static ScalePoint detection(
      ScaleAxis axis, int size, double x, int side, int classes, WorkSettings more) {
    String name = axis.word() + "-" + size;
    InputFile image = image(side);
    WorkSettings model =
        WorkSettings.of("preset", PRESET, "classes", classes, "side", side, "longest", side);
    if (more.values().containsKey("candidates")) {
      model = model.with("candidates", more.text("candidates"), "ofImage", image.name());
    }
    InputFile file = new InputFile(name + ".safetensors", InputKinds.MODEL, model);
    WorkSettings work =
        WorkSettings.of(
            "work",
            "detect",
            "model",
            file.name(),
            "image",
            image.name(),
            "batch",
            more.text("batch", "1"));
    return new ScalePoint(x, List.of(image, file), work);
  }

  private static InputFile image(int side) {
    return new InputFile(
        "square-" + side + ".png",
        InputKinds.IMAGE,
        WorkSettings.of("height", side, "width", side));
  }

  private static ScalePoint training(int objects, int side) {
    InputFile image = image(side);
    InputFile boxes =
        new InputFile(
            "objects-" + objects + ".bin",
            InputKinds.BOXES,
            WorkSettings.of("count", objects, "height", side, "width", side));
    WorkSettings model =
        WorkSettings.of("preset", PRESET, "classes", 91, "side", side, "longest", side);
    InputFile file = new InputFile("trained.safetensors", InputKinds.MODEL, model);
    WorkSettings work =
        model.with(
            "work",
            "train",
            "model",
            file.name(),
            "image",
            image.name(),
            "boxes",
            boxes.name(),
            "batch",
            2,
            "precision",
            "float32");
    return new ScalePoint(objects, List.of(image, boxes, file), work);
  }
}
