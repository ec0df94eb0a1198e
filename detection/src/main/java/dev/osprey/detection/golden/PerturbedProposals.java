package dev.osprey.detection.golden;

import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The proposals of a first stage, from its outputs as they are and changed by rounding. */
public record PerturbedProposals(
    FasterRcnn detector,
    TorchOps ops,
    Batch batch,
    TwoStageNetwork.Trace<Tensor> trace,
    Anchors anchors) {

  static PerturbedProposals of(
      FasterRcnn detector, TorchOps ops, Batch batch, TwoStageNetwork.Trace<Tensor> trace) {
    return new PerturbedProposals(
        detector, ops, batch, trace, detector.anchors(trace.features(), batch));
  }

  /**
   * The proposals of each image.
   *
   * @param trial 0: from the outputs as they are
   */
  List<ScoredBoxes> proposals(int trial) {
    HeadOutputs<Tensor> changed = RoundingNoise.add(trace.proposals(), trial);
    return detector.proposals(
        TensorRows.ofEach(changed, batch.size(), ops.device()),
        anchors,
        batch.images(),
        detector.config().proposals().selection().detecting());
  }

  /**
   * The indices of the first image's proposals that do not depend on rounding; the caller has
   * opened a scope.
   */
  public static int[] firm(FasterRcnn detector, TorchOps ops, Batch batch) {
    PerturbedProposals trials = of(detector, ops, batch, detector.firstStage(ops, batch));
    List<ScoredBoxes> found = new ArrayList<>();
    for (int trial = 0; trial <= RoundingNoise.TRIALS; trial++) {
      found.add(trials.proposals(trial).get(0));
    }
    ScoredBoxes all = found.get(0);
    return IntStream.range(0, all.size())
        .filter(i -> found.stream().allMatch(other -> isIn(all.boxes(), i, other.boxes())))
        .toArray();
  }

  private static boolean isIn(float[] boxes, int i, float[] others) {
    return IntStream.range(0, others.length / 4).anyMatch(j -> isNear(boxes, i, others, j));
  }

  /** Whether all corners are within the tolerance. */
  static boolean isNear(float[] a, int i, float[] b, int j) {
    double largest = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(a[4 * i + k] - b[4 * j + k]));
    }
    return largest <= GoldenDifference.MOST_PIXELS;
  }
}
