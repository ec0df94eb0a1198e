package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The detections that do not depend on rounding: those that are still found after each output of
 * the network was changed by a few roundings of float32. Another engine or processor finds at least
 * these; where scores tie it may find others.
 *
 * @param detections of one image, in the detector's order
 * @param tied number of the other detections
 * @param sometimes detections of one trial that not all trials found; one list for each trial
 */
public record ReliableDetections(Detections detections, int tied, List<Detections> sometimes) {
  public ReliableDetections {
    sometimes = List.copyOf(sometimes);
  }

  /**
   * The reliable detections in the first image of a batch; the caller has opened a scope.
   *
   * @param ops runs the network
   */
  public static ReliableDetections of(Detector detector, TorchOps ops, Batch batch) {
    return detector.byKind(
        oneStage -> of(oneStage, ops, batch), twoStages -> of(twoStages, ops, batch));
  }

  private static ReliableDetections of(OneStageDetector detector, TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace =
        ops.run(batch.tensor(), images -> detector.network().trace(ops, images));
    HeadOutputs<Tensor> head = trace.outputs();
    Anchors anchors = detector.anchors(trace.features(), batch);
    List<Detections> found = new ArrayList<>();
    for (int trial = 0; trial <= RoundingNoise.TRIALS; trial++) {
      HeadOutputs<Tensor> changed = RoundingNoise.add(head, trial);
      ImageOutputs first =
          ImageOutputs.of(
              TensorRows.of(changed, 0, ops.device()),
              anchors,
              batch.images().get(0),
              batch.padded());
      found.add(detector.postprocess().detect(first));
    }
    return common(found);
  }

  private static ReliableDetections of(FasterRcnn detector, TorchOps ops, Batch batch) {
    TwoStageNetwork.Trace<Tensor> trace = detector.firstStage(ops, batch);
    PerturbedProposals trials = PerturbedProposals.of(detector, ops, batch, trace);
    List<Detections> found = new ArrayList<>();
    for (int trial = 0; trial <= RoundingNoise.TRIALS; trial++) {
      List<ScoredBoxes> proposals = trials.proposals(trial);
      RegionOutputs<Tensor> outputs =
          detector
              .regionTrace(ops, trace, proposals.stream().map(ScoredBoxes::boxes).toList())
              .outputs();
      RegionOutputs<Tensor> other =
          new RegionOutputs<>(
              RoundingNoise.add(outputs.logits(), trial),
              RoundingNoise.add(outputs.deltas(), trial));
      ImageOutputs first =
          detector
              .perImage(
                  TensorRows.of(other, ops.device()), proposals, batch.images(), batch.padded())
              .get(0);
      found.add(detector.postprocess().detect(first));
    }
    return common(found);
  }

  private static ReliableDetections common(List<Detections> found) {
    List<Detections> sometimes = new ArrayList<>();
    for (Detections trial : found) {
      sometimes.add(
          trial.select(
              IntStream.range(0, trial.size()).filter(i -> !isInAll(trial, i, found)).toArray()));
    }
    Detections all = found.get(0);
    int[] firm = IntStream.range(0, all.size()).filter(i -> isInAll(all, i, found)).toArray();
    return new ReliableDetections(all.select(firm), all.size() - firm.length, sometimes);
  }

  private static boolean isInAll(Detections all, int i, List<Detections> found) {
    return found.stream().allMatch(other -> isIn(all, i, other));
  }

  private static boolean isIn(Detections all, int i, Detections other) {
    return IntStream.range(0, other.size())
        .anyMatch(
            j ->
                other.label(j) == all.label(i)
                    && Math.abs(other.score(j) - all.score(i)) <= GoldenDifference.MOST_SCORE
                    && PerturbedProposals.isNear(all.boxes(), i, other.boxes(), j));
  }
}
