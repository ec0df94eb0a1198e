package dev.osprey.onnx.detector;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;
import static dev.osprey.onnx.graph.ElementType.UINT8;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.graph.OnnxOps;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import dev.osprey.onnx.preprocessing.PreprocessingNodes;
import dev.osprey.onnx.selection.AnchorNodes;
import dev.osprey.onnx.selection.CodingNodes;
import dev.osprey.onnx.selection.HeadLevel;
import dev.osprey.onnx.selection.PostprocessNodes;
import dev.osprey.onnx.selection.PostprocessSettings;
import dev.osprey.onnx.selection.ProposalSelectionNodes;
import dev.osprey.onnx.selection.SecondStageNodes;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the graph of a whole detector from its settings: preprocessing, network, selection. */
public final class DetectorGraph {
  private static final String BATCH = "N";
  private static final String PLACES = "D";

  private final GraphBuilder graph;
  private final Nodes nodes;
  private final ExportForm form;
  private final OnnxOps ops;

  /** A graph and the values between its stages. */
  public record Built(GraphBuilder graph, StageValues stages) {}

  /** The network's input, the image sizes, and the number of images (a list of one). */
  private record Input(GraphValue images, BatchImageSizes sizes, GraphValue batch) {}

  private DetectorGraph(Detector detector, InferenceWeights weights, ExportForm form) {
    this.graph = new GraphBuilder("detector");
    this.nodes = new Nodes(graph);
    this.form = form;
    this.ops = new OnnxOps(nodes, detector.network(), weights);
  }

  /**
   * Builds the graph of a detector.
   *
   * @param weights its weights in float32
   */
  public static Built of(Detector detector, InferenceWeights weights, ExportForm form) {
    DetectorGraph whole = new DetectorGraph(detector, weights, form);
    StageValues stages =
        detector.byKind(
            oneStage -> whole.add(oneStage.config(), oneStage.network()),
            twoStages -> whole.add(twoStages.config(), twoStages.network()));
    return new Built(whole.graph, stages);
  }

  private Input input(Detector.Config config) {
    ImageSize size = form.fixed();
    if (size != null) {
      GraphValue images = graph.input("images", FLOAT, BATCH, 3, size.height(), size.width());
      GraphValue fixed = nodes.list(size.height(), size.width());
      return new Input(images, BatchImageSizes.unchanged(fixed), nodes.size(images, 0));
    }
    GraphValue rgb = graph.input("images", UINT8, BATCH, "H", "W", 3);
    PreprocessingNodes.Prepared prepared =
        new PreprocessingNodes(nodes, config.preprocessing()).prepare(rgb);
    return new Input(prepared.images(), prepared.sizes(), nodes.size(rgb, 0));
  }

  private StageValues add(OneStageDetector.Config config, OneStageNetwork network) {
    Input input = input(config);
    OneStageNetwork.Trace<GraphValue> trace = network.trace(ops, input.images);
    StageValues stages = new StageValues(trace.outputs(), null);
    List<GraphValue> anchors =
        anchors(
            config.anchors(),
            network.levels(),
            trace.features(),
            image -> network.features(new CostOps(), image),
            input);
    if (form.outputs() == ExportForm.Outputs.RAW) {
      declareRaw(trace.outputs(), anchors, input.sizes);
      return stages;
    }
    OneStageDetector.LandmarksConfig landmarks = config.landmarks();
    PostprocessSettings settings =
        new PostprocessSettings(
            config.classes(),
            config.references(),
            PostprocessSettings.BoxesPerAnchor.ONE,
            config.coder(),
            landmarks == null ? null : landmarks.coder(),
            config.postprocess());
    List<HeadLevel> levels =
        levels(trace.outputs(), anchors, config.scoring(), config.classes(), input.batch);
    PostprocessNodes.Found found =
        new PostprocessNodes(nodes, settings, input.sizes, input.batch).find(levels);
    PostprocessNodes.declare(graph, found, places(config.postprocess().maxDetections()));
    return stages;
  }

  private static Object places(@Nullable Integer maxDetections) {
    return maxDetections == null ? PLACES : maxDetections;
  }

  /**
   * Returns the anchors of each level, (R, 4): computed from the sizes of the feature maps, or
   * constants if the image size is fixed.
   *
   * @param shapes of the feature maps for an image (1, 3, H, W)
   */
  private List<GraphValue> anchors(
      AnchorGenerator.Config config,
      List<FeatureLevel> levels,
      FeatureMaps<GraphValue> maps,
      Function<TensorShape, FeatureMaps<TensorShape>> shapes,
      Input input) {
    ImageSize size = form.fixed();
    if (size == null) {
      return new AnchorNodes(nodes, config).perLevel(maps.levels(), levels, input.sizes.padded());
    }
    TensorShape image = TensorShape.of(1, 3, size.height(), size.width());
    return fixedAnchors(config, shapes.apply(image), levels, size);
  }

  /** Returns anchors of a fixed image size as constants. */
  private List<GraphValue> fixedAnchors(
      AnchorGenerator.Config config,
      FeatureMaps<TensorShape> features,
      List<FeatureLevel> levels,
      ImageSize size) {
    List<Anchors.Grid> grids = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      TensorShape map = features.levels().get(level);
      grids.add(new Anchors.Grid((int) map.size(2), (int) map.size(3), levels.get(level).stride()));
    }
    Anchors anchors = new AnchorGenerator(config).generate(grids, size);
    List<GraphValue> perLevel = new ArrayList<>();
    for (Anchors.Level level : anchors.levels()) {
      float[] boxes = Arrays.copyOfRange(anchors.boxes(), 4 * level.start(), 4 * level.end());
      perLevel.add(
          graph.initializer("anchors_" + perLevel.size(), new long[] {level.size(), 4}, boxes));
    }
    return perLevel;
  }

  private List<HeadLevel> levels(
      HeadOutputs<GraphValue> outputs,
      List<GraphValue> anchors,
      Scoring scoring,
      int classes,
      GraphValue batch) {
    GraphValue eachImage = nodes.concat(0, batch, nodes.list(1, 1));
    List<HeadLevel> levels = new ArrayList<>();
    for (int i = 0; i < anchors.size(); i++) {
      levels.add(
          new HeadLevel(
              new CodingNodes(nodes).scores(scoring, outputs.logits().get(i), 3, classes),
              outputs.deltas().get(i),
              nodes.expand(anchors.get(i), eachImage),
              outputs.landmarks().isEmpty() ? null : outputs.landmarks().get(i)));
    }
    return levels;
  }

  private void declareRaw(
      HeadOutputs<GraphValue> outputs, List<GraphValue> anchors, BatchImageSizes sizes) {
    graph.output(nodes.concat(1, outputs.logits()), "logits", FLOAT, BATCH, "R", "outputs");
    graph.output(nodes.concat(1, outputs.deltas()), "deltas", FLOAT, BATCH, "R", 4);
    if (!outputs.landmarks().isEmpty()) {
      GraphValue landmarks = nodes.concat(1, outputs.landmarks());
      graph.output(landmarks, "landmarks", FLOAT, BATCH, "R", FaceLandmarks.COORDINATES);
    }
    graph.output(nodes.concat(0, anchors), "anchors", FLOAT, "R", 4);
    graph.output(sizes.resized(), "resized", INT64, 2);
  }

  private StageValues add(FasterRcnn.Config config, TwoStageNetwork network) {
    Input input = input(config);
    TwoStageNetwork.Trace<GraphValue> trace = network.trace(ops, input.images);
    FasterRcnn.ProposalsConfig first = config.proposals();
    List<GraphValue> anchors =
        anchors(
            first.anchors(),
            network.levels(),
            trace.features(),
            image -> network.features(new CostOps(), image),
            input);
    ProposalSelectionNodes.Proposals proposals =
        new ProposalSelectionNodes(
                nodes, first.selection(), first.coder(), input.sizes, input.batch)
            .select(trace.proposals(), anchors);
    GraphValue regions = proposals.regions(nodes);
    RegionOutputs<GraphValue> outputs = network.regions(ops, trace.features(), regions).outputs();
    StageValues stages =
        new StageValues(
            trace.proposals(),
            new StageValues.RegionValues(
                new StageValues.Regions(regions, proposals.order().rows(), proposals.choice()),
                outputs));
    if (form.outputs() == ExportForm.Outputs.RAW) {
      graph.output(regions, "proposals", FLOAT, "R", 5);
      graph.output(outputs.logits(), "logits", FLOAT, "R", "outputs");
      graph.output(outputs.deltas(), "deltas", FLOAT, "R", "4 outputs");
      graph.output(input.sizes.resized(), "resized", INT64, 2);
      return stages;
    }
    addSecondStage(config, input, proposals, outputs);
    return stages;
  }

  private void addSecondStage(
      FasterRcnn.Config config,
      Input input,
      ProposalSelectionNodes.Proposals proposals,
      RegionOutputs<GraphValue> outputs) {
    PostprocessSettings settings =
        new PostprocessSettings(
            config.classes(),
            config.references(),
            PostprocessSettings.BoxesPerAnchor.EACH_CLASS,
            config.regions().coder(),
            null,
            config.postprocess());
    HeadLevel level =
        new SecondStageNodes(nodes, config.scoring(), config.classes(), input.batch)
            .level(proposals, outputs);
    PostprocessNodes.Found found =
        new PostprocessNodes(nodes, settings, input.sizes, input.batch).find(List.of(level));
    PostprocessNodes.declare(graph, found, places(config.postprocess().maxDetections()));
  }
}
