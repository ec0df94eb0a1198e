package dev.osprey.onnx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.golden.RawOutputs;
import dev.osprey.detection.preset.Presets;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.ExportInput;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A preset with few classes, small images and seeded weights, whose outputs have the variance of a
 * trained detector's: some scores pass the threshold and most do not, and boxes differ from their
 * anchors.
 */
public record SmallDetector(Detector detector, LabelMap labels, Weights weights)
    implements AutoCloseable {
  private static final int CLASSES = 3;
  private static final long SEED = 7;

  /** The number of candidates above the threshold. */
  private static final int CANDIDATES = 150;

  private static final String LOGITS = ".*(cls_logits|cls_score|ClassHead.*)\\.weight";
  private static final String DELTAS = ".*(bbox_reg|bbox_pred|BboxHead.*|LandmarkHead.*)\\.weight";

  public static SmallDetector of(String preset) {
    return of(preset, tree -> tree);
  }

  /**
   * Creates the detector of a preset with changed settings.
   *
   * @param change of the configuration's tree
   */
  public static SmallDetector of(String preset, UnaryOperator<ObjectNode> change) {
    Detector.Config base = Presets.config(preset);
    ObjectNode tree = ConfigReader.tree(base.withClasses(preset.contains("face") ? 1 : CLASSES));
    if (tree.at("/preprocessing/resize").has("side")) {
      ObjectNode resize = (ObjectNode) tree.at("/preprocessing/resize");
      resize.put("side", 96);
      resize.put("longest", 160);
    }
    narrow(tree);
    Detector.Config config = ConfigReader.read(Detector.Config.class, change.apply(tree), "test");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < config.classes(); i++) {
      names.add("class " + i);
    }
    SeededValues values = new SeededValues(SEED);
    RawOutputs start = raw(config.create(), values);
    values.scale(LOGITS, 2 / deviation(start.get("logits")));
    values.scale(DELTAS, 0.4 / deviation(start.get("deltas")));
    double threshold = raw(config.create(), values).scoreOfRank(CANDIDATES, config.scoring());
    Detector detector = config.withScoreThreshold(threshold).create();
    return new SmallDetector(
        detector, LabelMap.ofNames(names), Weights.of(detector.network(), Engine.cpu(), values));
  }

  /** Reduces the channels of necks and heads. */
  private static void narrow(ObjectNode tree) {
    put(tree, "/neck", "channels", 64);
    put(tree, "/head", "channels", 64);
    put(tree, "/regions/head", "channels", 64);
    put(tree, "/regions/head", "representation", 64);
  }

  /** Changes one setting. */
  public static void set(ObjectNode tree, String where, String key, String json) {
    ((ObjectNode) tree.at(where)).set(key, SettingValues.read(json));
  }

  private static void put(ObjectNode tree, String where, String key, int value) {
    if (tree.at(where).has(key)) {
      ((ObjectNode) tree.at(where)).put(key, value);
    }
  }

  private static RawOutputs raw(Detector detector, SeededValues values) {
    ExportInput input = new ExportInput.Images(CheckImages.of(new ImageSize(96, 128), 1, SEED));
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values);
        InferenceWeights inference =
            InferenceWeights.of(detector.network(), weights, Engine.cpu());
        ImageBatch images = input.batch(detector.config().preprocessing());
        Batch batch = Batch.of(images, Engine.cpu().device())) {
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

  public DetectorExport export() {
    return new DetectorExport(detector, labels, weights, null);
  }

  public OnnxExporter exporter() {
    return new OnnxExporter(detector, labels, weights);
  }

  /** Returns the same weights with another threshold; the caller closes it. */
  public SmallDetector withThreshold(double threshold) {
    Detector other = detector.config().withScoreThreshold(threshold).create();
    Weights copy =
        Weights.of(other.network(), Engine.cpu(), (path, parameter) -> weights.values(path));
    return new SmallDetector(other, labels, copy);
  }

  /** Returns the same detector with changed parameters; the caller closes it. */
  public SmallDetector withValues(BiConsumer<String, float[]> change) {
    Weights copy =
        Weights.of(
            detector.network(),
            Engine.cpu(),
            (path, parameter) -> {
              float[] values = weights.values(path);
              change.accept(path, values);
              return values;
            });
    return new SmallDetector(detector, labels, copy);
  }

  /**
   * Returns a detector whose scores all lie within a few roundings of one number, by weights near
   * 0.
   */
  public SmallDetector withTyingScores() {
    return withValues(SmallDetector::makeTie);
  }

  private static void makeTie(String path, float[] values) {
    if (path.matches(".*(cls_logits|cls_score|ClassHead.*)\\.weight")) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1e-6f;
      }
    } else if (path.matches(".*(cls_logits|cls_score|ClassHead.*)\\.bias")) {
      Arrays.fill(values, 0);
    }
  }

  /** Exports this detector and compares the file with libtorch. */
  Agreement compare(Path file, ExportForm form, List<ExportCheck.Run> runs) {
    export().write(file, form);
    return new ExportCheck(export(), form, runs).compareAlone(file);
  }

  @Override
  public void close() {
    weights.close();
  }
}
