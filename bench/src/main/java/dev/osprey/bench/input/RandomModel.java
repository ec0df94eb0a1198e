package dev.osprey.bench.input;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.Detector;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A model file with the initial weights of a preset. The bias of its classes decides how many
 * candidates its post-processing gets:
 *
 * <ul>
 *   <li>{@code classBias}: that bias for every class
 *   <li>{@code candidates} and {@code ofImage}: the bias with which so many scores on that image
 *       pass the threshold
 *   <li>neither: the preset's
 * </ul>
 */
public final class RandomModel {
  private static final long SEED = 20;

  private static final String FACE_STEM = "backbone.body.stage1.0.0.weight";

  /** √(3 · 2 / 1.01): uniform values of PyTorch's default keep variance behind a leaky ReLU. */
  private static final float KEEPING = 2.437f;

  /** About the deviation of 8-bit pixels. */
  private static final float PIXELS = 64;

  private static final Pattern CLASS_BIAS =
      Pattern.compile(
          "head\\.classification_head\\.cls_logits\\.bias|head\\.ClassHead\\.\\d\\.conv1x1\\.bias");

  private RandomModel() {}

  /** The settings of {@code preset} with its changes ({@code classes}, {@code side}). */
  public static Detector.Config config(WorkSettings settings) {
    String preset = settings.text("preset");
    ObjectNode tree = ConfigReader.tree(Presets.config(preset));
    if (settings.values().containsKey("side")) {
      ConfigTree.assign(tree, "preprocessing.resize.side=" + settings.text("side"));
      ConfigTree.assign(tree, "preprocessing.resize.longest=" + settings.text("longest"));
    }
    Detector.Config config = ConfigReader.read(Detector.Config.class, tree, preset);
    return config.withClasses(settings.number("classes", config.classes()));
  }

  static void write(WorkSettings settings, Path file) {
    Detector.Config config = config(settings);
    Detector detector = config.create();
    Weights.Source initial = initialValues(settings.text("preset"));
    Weights.Source values =
        settings.values().containsKey("classBias")
            ? (path, parameter) ->
                filled(path, initial.values(path, parameter), settings.text("classBias"))
            : initial;
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values)) {
      if (settings.values().containsKey("candidates")) {
        shift(settings, oneStage(detector), weights, values);
      }
      ModelFile.writeWithoutGolden(file, config, labels(config), weights, Map.of());
    }
  }

  /**
   * RetinaFace's usual initial values make its signal vanish on the way to the heads, where all
   * scores would then be equal. With these gains it keeps its size, from pixels down to about 1.
   */
  private static Weights.Source initialValues(String preset) {
    Weights.Source initial = Weights.initialValues(SEED);
    if (!preset.startsWith("retinaface")) {
      return initial;
    }
    return (path, parameter) -> {
      float[] values = initial.values(path, parameter);
      boolean convolution = parameter.shape().length == 4 && !path.contains("Head.");
      float gain = path.equals(FACE_STEM) ? KEEPING / PIXELS : convolution ? KEEPING : 1;
      for (int i = 0; i < values.length; i++) {
        values[i] *= gain;
      }
      return values;
    };
  }

  static OneStageDetector oneStage(Detector detector) {
    return detector.byKind(
        found -> found,
        twoStages -> {
          throw new IllegalArgumentException("candidates are counted in one-stage detectors only");
        });
  }

  /** Names for the classes of a detector. */
  public static LabelMap labels(Detector.Config config) {
    return LabelMap.numberedFromZero(
        IntStream.range(0, config.classes()).mapToObj(label -> "class " + label).toList());
  }

  private static float[] filled(String path, float[] values, String bias) {
    if (CLASS_BIAS.matcher(path).matches()) {
      Arrays.fill(values, Float.parseFloat(bias));
    }
    return values;
  }

  private static void shift(
      WorkSettings settings, OneStageDetector detector, Weights weights, Weights.Source values) {
    Path image = InputKinds.other(settings, "ofImage");
    float shift =
        ScoreMargins.of(detector, weights, ImageCodec.read(image))
            .shiftFor(settings.number("candidates"));
    boolean softmax = detector.config().scoring() != Scoring.SIGMOID;
    weights.load(
        detector.network(),
        (path, parameter) -> {
          float[] changed = values.values(path, parameter);
          if (CLASS_BIAS.matcher(path).matches()) {
            // of a background and a face the second is shifted
            for (int i = softmax ? 1 : 0; i < changed.length; i += softmax ? 2 : 1) {
              changed[i] += shift;
            }
          }
          return changed;
        });
  }
}
