package dev.osprey.bench.input;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.ImageSize;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.file.TextFile;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.networks.cost.NetworkSummary;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON file with what is known of a model on an image before anything is timed: the number of
 * candidates (scores above the threshold, of one-stage detectors) and that of floating-point
 * operations (two for a multiply-add) of convolutions and linear layers.
 */
public final class ModelFacts {
  /** Floating-point operations of one image. */
  public static final String OPERATIONS = "operations";

  private static final String CANDIDATES = "candidates";

  private ModelFacts() {}

  static void write(WorkSettings settings, Path file) {
    RgbImage image = ImageCodec.read(InputKinds.other(settings, "ofImage"));
    ObjectNode json = new ObjectMapper().createObjectNode();
    try (ModelFile model = ModelFile.open(InputKinds.other(settings, "ofModel"))) {
      Detector detector = model.config().create();
      ImageSize padded = padded(model.config(), image.size());
      json.put(OPERATIONS, operations(detector, padded));
      boolean oneStage = detector.byKind(found -> true, twoStages -> false);
      if (oneStage) {
        json.put(CANDIDATES, candidates(RandomModel.oneStage(detector), model, image));
      }
    }
    // the first use of a model makes its graph, which later ones find
    Predictor.load(InputKinds.other(settings, "ofModel")).close();
    AtomicFile.write(file, json + "\n");
  }

  private static long operations(Detector detector, ImageSize padded) {
    return detector.<Long>byKind(
        oneStage -> 2 * NetworkSummary.of(oneStage.network(), padded).multiplyAdds(),
        twoStages -> operations(twoStages, padded));
  }

  private static long operations(FasterRcnn detector, ImageSize padded) {
    int regions = detector.config().proposals().selection().detecting().proposals();
    return 2 * NetworkSummary.of(detector.network(), padded, regions).multiplyAdds();
  }

  private static ImageSize padded(Detector.Config config, ImageSize image) {
    ImageSize resized = config.preprocessing().resize().geometry(image).resized();
    return config.preprocessing().padding().batchSize(List.of(resized));
  }

  private static long candidates(OneStageDetector detector, ModelFile model, RgbImage image) {
    try (Weights weights = model.weights(detector.network(), Engine.cpu())) {
      return ScoreMargins.of(detector, weights, image).candidates();
    }
  }

  /** Reads the facts by name. */
  public static Map<String, Double> read(Path file) {
    Map<String, Double> facts = new TreeMap<>();
    WorkSettings.parse(TextFile.read(file))
        .values()
        .forEach((name, value) -> facts.put(name, Double.valueOf(value)));
    return facts;
  }
}
