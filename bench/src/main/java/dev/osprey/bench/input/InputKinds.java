package dev.osprey.bench.input;

import dev.osprey.bench.process.WorkSettings;
import java.nio.file.Path;
import java.util.Map;

/** The catalogue of the kinds of inputs. */
public final class InputKinds {
  /** A model file with random weights. */
  public static final String MODEL = "model";

  /** An image of {@code height} and {@code width}. */
  public static final String IMAGE = "image";

  /** A folder of {@code count} images. */
  public static final String IMAGES = "images";

  /** Boxes of clusters with scores, or regions. */
  public static final String BOXES = "boxes";

  /** A ground truth and a result file. */
  public static final String COCO = "coco";

  /** The number of candidates and the cost of a model on an image. */
  public static final String FACTS = "facts";

  /** Makes one input. */
  @FunctionalInterface
  private interface Maker {
    void make(WorkSettings settings, Path file);
  }

  private static final Map<String, Maker> MAKERS =
      Map.of(
          MODEL, RandomModel::write,
          IMAGE, DrawnImages::writeOne,
          IMAGES, DrawnImages::writeFolder,
          BOXES, RandomBoxes::write,
          COCO, RandomCocoFiles::write,
          FACTS, ModelFacts::write);

  private InputKinds() {}

  /** Makes the input that {@link InputFile#argument} describes. */
  public static void make(WorkSettings argument) {
    Maker maker = MAKERS.get(argument.text("input"));
    if (maker == null) {
      throw new IllegalArgumentException("no input is called " + argument.text("input"));
    }
    maker.make(argument, argument.path("folder").resolve(argument.text("name")));
  }

  /** Another input of the same folder that the settings name. */
  static Path other(WorkSettings settings, String key) {
    return settings.path("folder").resolve(settings.text(key));
  }
}
