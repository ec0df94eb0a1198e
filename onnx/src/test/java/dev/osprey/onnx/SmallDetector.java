package dev.osprey.onnx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.loader.PictureBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Initializer;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.InferenceWeights;
import dev.osprey.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A preset with few classes, small pictures and seeded weights, whose outputs have the spread of a
 * trained detector's: some scores pass the threshold and most do not, and boxes differ from their
 * anchors.
 */
record SmallDetector(Detector detector, LabelMap labels, Weights weights) implements AutoCloseable {
  private static final int CLASSES = 3;
  private static final long SEED = 7;

  /** Pairs of row and class above the threshold. */
  private static final int CANDIDATES = 150;

  /** What the output layers of all heads are called. */
  private static final String OUTPUTS =
      ".*(cls_logits|bbox_reg|bbox_pred|cls_score|ClassHead.*|BboxHead.*|LandmarkHead.*)\\.weight";

  static SmallDetector of(String preset) {
    return of(preset, tree -> tree);
  }

  /**
   * @param change of the configuration's tree
   */
  static SmallDetector of(String preset, UnaryOperator<ObjectNode> change) {
    Detector.Config base = Presets.config(preset);
    ObjectNode tree = ConfigReader.tree(base.withClasses(preset.contains("face") ? 1 : CLASSES));
    if (tree.at("/preprocessing/resize").has("side")) {
      ObjectNode resize = (ObjectNode) tree.at("/preprocessing/resize");
      resize.put("side", 96);
      resize.put("longest", 160);
    }
    Detector.Config config = ConfigReader.read(Detector.Config.class, change.apply(tree), "test");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < config.classes(); i++) {
      names.add("class " + i);
    }
    LabelMap labels = LabelMap.ofNames(names);
    Detector detector = config.create();
    Weights weights = Weights.of(detector.network(), Engine.cpu(), spread(1, 1));
    RawOutputs raw = raw(detector, weights);
    weights.close();
    double ofLogits = 2 / deviation(raw.get("logits"));
    double ofDeltas = 0.4 / deviation(raw.get("deltas"));
    weights = Weights.of(detector.network(), Engine.cpu(), spread(ofLogits, ofDeltas));
    double threshold =
        raw(detector, weights).scoreOfRank(CANDIDATES, ExportCheck.scoring(detector.config()));
    Detector calibrated = ExportCheck.withThreshold(config, threshold).create();
    Weights spread = weights;
    Weights copy =
        Weights.of(calibrated.network(), Engine.cpu(), (path, parameter) -> spread.values(path));
    weights.close();
    return new SmallDetector(calibrated, labels, copy);
  }

  private static RawOutputs raw(Detector detector, Weights weights) {
    CheckInput input = new CheckInput.Pictures(CheckPictures.of(new ImageSize(96, 128), 1, SEED));
    try (InferenceWeights inference =
            InferenceWeights.of(detector.network(), weights, Engine.cpu());
        PictureBatch pictures = input.batch(detector.config().preprocessing());
        Batch batch = Batch.of(pictures, Engine.cpu().device())) {
      return RawOutputs.of(detector, inference, batch);
    }
  }

  private static double deviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(squares / values.length - mean * mean);
  }

  /** Initial weights; outputs are normal, whatever they start with, and scaled. */
  private static Weights.Source spread(double ofLogits, double ofDeltas) {
    Weights.Source initial = Weights.initialValues(SEED);
    return (path, parameter) -> {
      if (!path.matches(OUTPUTS)) {
        return damped(path, initial.values(path, parameter));
      }
      float[] values = new float[Math.toIntExact(parameter.count())];
      SplittableRandom random = new SplittableRandom(SEED + path.hashCode());
      new Initializer.Normal(0.01).fill(values, parameter.shape(), random);
      boolean logits = path.matches(".*(cls_logits|cls_score|ClassHead.*)\\.weight");
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) (logits ? ofLogits : ofDeltas);
      }
      return values;
    };
  }

  /** Running statistics that are not those of no norm at all. */
  private static float[] damped(String path, float[] values) {
    SplittableRandom random = new SplittableRandom(SEED + path.hashCode());
    for (int i = 0; i < values.length; i++) {
      if (path.endsWith("running_var")) {
        values[i] = (float) (1 + random.nextDouble());
      } else if (path.endsWith("running_mean")) {
        values[i] = (float) (0.1 * random.nextDouble());
      }
    }
    return values;
  }

  @Override
  public void close() {
    weights.close();
  }
}
