package dev.osprey.cli;

import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Loads the classes that {@code osprey predict} needs, by detecting in two drawn images with a
 * small model of random weights. {@code ./osprey} runs it once after a build, so that the JVM
 * writes them into an archive from which later starts read them.
 */
final class StartClasses {
  private static final String PRESET = "retinaface-mobilenet025";
  private static final ImageSize SIZE = new ImageSize(96, 128);

  private StartClasses() {}

  /**
   * Runs in a folder, which it fills.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Path model = folder.resolve("model.safetensors");
    writeModel(model);
    RgbImage image = new RgbImage(SIZE, new byte[3 * SIZE.width() * SIZE.height()]);
    for (String ending : List.of("jpg", "png")) {
      ImageCodec.write(image, folder.resolve("image." + ending));
    }
    predict(model, folder, "auto");
    predict(model, folder, "torch");
  }

  private static void writeModel(Path file) {
    Detector.Config config = Presets.config(PRESET);
    Detector detector = config.create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      LabelMap labels = LabelMap.ofNames(List.of("face"));
      ModelFile.writeWithoutGolden(file, config, labels, weights, Map.of());
    }
  }

  private static void predict(Path model, Path folder, String engine) {
    int exitCode =
        Main.run(
            "predict",
            "--model",
            model.toString(),
            folder.toString(),
            "--out",
            folder.resolve(engine).toString(),
            "--engine",
            engine);
    if (exitCode != 0) {
      throw new IllegalStateException("predict ended with exit code " + exitCode);
    }
  }
}
