package dev.osprey.cli.model;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.golden.GoldenImage;
import dev.osprey.predict.EngineChoice;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Engine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Measures how long each engine takes on a small image, and reports which one {@code auto} takes.
 */
final class EngineTimes {
  private static final int ROUNDS = 5;

  private EngineTimes() {}

  /** Returns lines for the terminal. */
  static String lines(Path model) {
    RgbImage image = GoldenImage.of(GoldenImage.USUAL_SIZE, 1).draw();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%ntime on an image of %s pixels, median of %d:%n",
                image.size(),
                ROUNDS));
    text.append(line(model, image, EngineChoice.TORCH, "libtorch cpu"));
    text.append(line(model, image, EngineChoice.ONNX, "ONNX Runtime"));
    try (Predictor predictor = open(model, EngineChoice.AUTO)) {
      text.append(String.format("--engine auto takes %s%n", predictor.engine()));
    }
    return text.toString();
  }

  private static Predictor open(Path model, EngineChoice choice) {
    return Predictor.load(model, Engine.cpu(), choice, UnaryOperator.identity());
  }

  private static String line(Path model, RgbImage image, EngineChoice choice, String name) {
    try (Predictor predictor = open(model, choice)) {
      var unused = predictor.detect(image); // warms the engine up
      double[] milliseconds = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        unused = predictor.detect(image);
        milliseconds[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(milliseconds);
      return String.format(Locale.ROOT, "%-14s%.1f ms%n", name, milliseconds[ROUNDS / 2]);
    } catch (UserError e) {
      return String.format("%-14s%s%n", name, e.getMessage());
    }
  }
}
