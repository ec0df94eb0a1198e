package dev.osprey.onnx.network;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.region.RegionRows;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.graph.OnnxOps;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The graphs of a network: one for the dense head, and for a two-stage detector one for the second
 * stage, which reads the feature maps of the first.
 *
 * <p>The dense graph takes {@code images} (N, 3, H, W) and gives for level i {@code logits_i} (N,
 * R, outputs), {@code deltas_i} (N, R, 4), {@code landmarks_i} (N, R, 10) if the head has them, and
 * {@code features_i} (N, C, H, W) if a second stage reads them. The second graph takes these
 * features and {@code regions} (R, 5), and gives {@code logits} and {@code deltas}.
 *
 * @param graphs one or two models, in the order in which they run
 */
record NetworkGraphs(List<ModelProto> graphs) {
  static final String IMAGES = "images";
  static final String REGIONS = "regions";
  static final String LOGITS = "logits";
  static final String DELTAS = "deltas";
  static final String LANDMARKS = "landmarks";
  static final String FEATURES = "features";

  /** The name of a value of one level. */
  static String name(String value, int level) {
    return value + "_" + level;
  }

  /** The number of graphs that a detector's network has. */
  static int count(Detector detector) {
    return detector.<Integer>byKind(oneStage -> 1, twoStages -> 2);
  }

  /**
   * Builds the graphs of a detector's network.
   *
   * @param weights of its network in float32
   */
  static NetworkGraphs of(Detector detector, InferenceWeights weights) {
    return new NetworkGraphs(
        detector.byKind(oneStage -> of(oneStage, weights), twoStages -> of(twoStages, weights)));
  }

  private static List<ModelProto> of(OneStageDetector detector, InferenceWeights weights) {
    GraphBuilder graph = new GraphBuilder("network");
    OneStageNetwork network = detector.network();
    OnnxOps ops = new OnnxOps(new Nodes(graph), network, weights);
    declare(graph, network.trace(ops, images(graph)).outputs());
    return List.of(graph.model(Map.of()));
  }

  private static List<ModelProto> of(FasterRcnn detector, InferenceWeights weights) {
    TwoStageNetwork network = detector.network();
    GraphBuilder first = new GraphBuilder("first_stage");
    TwoStageNetwork.Trace<GraphValue> trace =
        network.trace(new OnnxOps(new Nodes(first), network, weights), images(first));
    declare(first, trace.proposals());
    int levels = detector.config().regions().levels();
    for (int i = 0; i < levels; i++) {
      int channels = network.levels().get(i).channels();
      String name = name(FEATURES, i);
      first.output(trace.features().levels().get(i), name, FLOAT, "N", channels, "h" + i, "w" + i);
    }
    GraphBuilder second = new GraphBuilder("second_stage");
    List<GraphValue> maps = new ArrayList<>();
    for (int i = 0; i < levels; i++) {
      int channels = network.levels().get(i).channels();
      maps.add(second.input(name(FEATURES, i), FLOAT, "N", channels, "h" + i, "w" + i));
    }
    GraphValue regions = second.input(REGIONS, FLOAT, "R", RegionRows.WIDTH);
    OnnxOps ops = new OnnxOps(new Nodes(second), network, weights);
    RegionOutputs<GraphValue> outputs =
        network.regions(ops, new FeatureMaps<>(maps), regions).outputs();
    second.output(outputs.logits(), LOGITS, FLOAT, "R", "outputs");
    second.output(outputs.deltas(), DELTAS, FLOAT, "R", "4 outputs");
    return List.of(first.model(Map.of()), second.model(Map.of()));
  }

  private static GraphValue images(GraphBuilder graph) {
    return graph.input(IMAGES, FLOAT, "N", 3, "H", "W");
  }

  private static void declare(GraphBuilder graph, HeadOutputs<GraphValue> outputs) {
    declare(graph, LOGITS, outputs.logits());
    declare(graph, DELTAS, outputs.deltas());
    declare(graph, LANDMARKS, outputs.landmarks());
  }

  private static void declare(GraphBuilder graph, String name, List<GraphValue> levels) {
    for (int i = 0; i < levels.size(); i++) {
      graph.output(levels.get(i), name(name, i), FLOAT, "N", "r" + i, name + " columns");
    }
  }
}
