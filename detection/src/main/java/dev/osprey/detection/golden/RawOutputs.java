package dev.osprey.detection.golden;

import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.detection.region.RegionRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The outputs of the raw form as libtorch computes them, by their names in the file, flat in C
 * order.
 *
 * @param outputs length of a row of {@code logits}
 */
public record RawOutputs(Map<String, float[]> values, int outputs) {

  /** The outputs for one batch. */
  public static RawOutputs of(Detector detector, InferenceWeights weights, Batch batch) {
    try (TensorScope scope = TensorScope.inference()) {
      return detector.byKind(
          oneStage -> of(oneStage, weights.ops(), batch),
          twoStages -> of(twoStages, weights.ops(), batch));
    }
  }

  private static RawOutputs of(OneStageDetector detector, TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace =
        ops.run(batch.tensor(), images -> detector.network().trace(ops, images));
    HeadOutputs<Tensor> outputs = trace.outputs();
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("logits", Tensors.floats(Tensors.concat(outputs.logits(), 1)));
    values.put("deltas", Tensors.floats(Tensors.concat(outputs.deltas(), 1)));
    if (!outputs.landmarks().isEmpty()) {
      values.put("landmarks", Tensors.floats(Tensors.concat(outputs.landmarks(), 1)));
    }
    values.put("anchors", detector.anchors(trace.features(), batch).boxes());
    return new RawOutputs(values, (int) outputs.logits().get(0).size(2));
  }

  private static RawOutputs of(FasterRcnn detector, TorchOps ops, Batch batch) {
    TwoStageNetwork.Trace<Tensor> trace = detector.firstStage(ops, batch);
    Anchors anchors = detector.anchors(trace.features(), batch);
    List<ScoredBoxes> proposals =
        detector.proposals(
            TensorRows.ofEach(trace.proposals(), batch.size(), ops.device()),
            anchors,
            batch.images(),
            detector.config().proposals().selection().detecting());
    List<float[]> regions = proposals.stream().map(ScoredBoxes::boxes).toList();
    RegionOutputs<Tensor> outputs = detector.regionTrace(ops, trace, regions).outputs();
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("proposals", RegionRows.of(regions));
    values.put("logits", Tensors.floats(outputs.logits()));
    values.put("deltas", Tensors.floats(outputs.deltas()));
    return new RawOutputs(values, (int) outputs.logits().size(1));
  }

  /** One output, flat. */
  public float[] get(String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new IllegalArgumentException("libtorch gives no " + name);
    }
    return found;
  }

  /** The score of the pair of row and class with a rank, or the lowest score. */
  public double scoreOfRank(int rank, Scoring scoring) {
    int classes = scoring.classes(outputs);
    float[] scores = scoring.scores(get("logits"), classes);
    Arrays.sort(scores);
    return scores.length == 0 ? 0.5 : scores[Math.max(0, scores.length - rank)];
  }
}
