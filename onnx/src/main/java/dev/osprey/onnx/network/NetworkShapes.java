package dev.osprey.onnx.network;

import dev.osprey.detection.Detector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of the dense graph's outputs for a batch, computed from the layers.
 *
 * @param outputs by name, in the order of the graph
 * @param grids of the feature maps, finest first
 */
record NetworkShapes(Map<String, TensorShape> outputs, List<Anchors.Grid> grids) {

  /** The shapes for images (N, 3, H, W). */
  static NetworkShapes of(Detector detector, TensorShape images) {
    return detector.byKind(
        oneStage -> {
          OneStageNetwork.Trace<TensorShape> trace =
              oneStage.network().trace(new CostOps(), images);
          return of(detector, trace.outputs(), trace.features(), 0);
        },
        twoStages -> {
          TwoStageNetwork.Trace<TensorShape> trace =
              twoStages.network().trace(new CostOps(), images);
          int levels = twoStages.config().regions().levels();
          return of(detector, trace.proposals(), trace.features(), levels);
        });
  }

  private static NetworkShapes of(
      Detector detector,
      HeadOutputs<TensorShape> head,
      FeatureMaps<TensorShape> features,
      int kept) {
    Map<String, TensorShape> outputs = new LinkedHashMap<>();
    put(outputs, NetworkGraphs.LOGITS, head.logits());
    put(outputs, NetworkGraphs.DELTAS, head.deltas());
    put(outputs, NetworkGraphs.LANDMARKS, head.landmarks());
    put(outputs, NetworkGraphs.FEATURES, features.levels().subList(0, kept));
    List<FeatureLevel> levels = detector.network().levels();
    List<Anchors.Grid> grids = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      TensorShape map = features.levels().get(i);
      grids.add(new Anchors.Grid((int) map.size(2), (int) map.size(3), levels.get(i).stride()));
    }
    return new NetworkShapes(outputs, grids);
  }

  private static void put(Map<String, TensorShape> outputs, String name, List<TensorShape> levels) {
    for (int i = 0; i < levels.size(); i++) {
      outputs.put(NetworkGraphs.name(name, i), levels.get(i));
    }
  }
}
