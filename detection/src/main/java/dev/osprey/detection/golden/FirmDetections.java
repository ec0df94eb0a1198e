package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import dev.osprey.detection.Detector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.fasterrcnn.Proposals;
import dev.osprey.detection.onestage.OneStageDetector;
import dev.osprey.detection.postprocess.PictureOutputs;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.OneStageNetwork;
import dev.osprey.networks.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Which detections do not hinge on ties: those that are found, too, after each logit was changed by
 * a few roundings of float32. Another engine, or another processor, finds at least these.
 *
 * @param detections of one picture, in the detector's order
 * @param tied how many others there are
 */
public record FirmDetections(Detections detections, int tied) {
  private static final int TRIALS = 8;

  /**
   * Of the first picture of a batch; the caller has opened a scope.
   *
   * @param ops of libtorch
   */
  public static FirmDetections of(Detector detector, TorchOps ops, Batch batch) {
    return detector instanceof FasterRcnn twoStages
        ? of(twoStages, ops, batch)
        : of((OneStageDetector) detector, ops, batch);
  }

  private static FirmDetections of(OneStageDetector detector, TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace =
        ops.run(batch.images(), images -> detector.network().trace(ops, images));
    HeadOutputs<Tensor> head = trace.outputs();
    Anchors anchors = detector.anchors(trace.features(), batch);
    List<Detections> found = new ArrayList<>();
    for (int trial = 0; trial <= TRIALS; trial++) {
      HeadOutputs<Tensor> changed =
          new HeadOutputs<>(rounded(head.logits(), trial), head.deltas(), head.landmarks());
      PictureOutputs first =
          PictureOutputs.of(changed, anchors, batch.pictures(), batch.padded(), ops.device())
              .get(0);
      found.add(detector.postprocess().detect(first));
    }
    return common(found);
  }

  private static FirmDetections of(FasterRcnn detector, TorchOps ops, Batch batch) {
    TwoStageNetwork.Trace<Tensor> trace = detector.firstStage(ops, batch);
    HeadOutputs<Tensor> head = trace.proposals();
    Anchors anchors = detector.anchors(trace.features(), batch);
    List<Detections> found = new ArrayList<>();
    for (int trial = 0; trial <= TRIALS; trial++) {
      TwoStageNetwork.Trace<Tensor> changed =
          new TwoStageNetwork.Trace<>(
              trace.body(),
              trace.features(),
              new HeadOutputs<>(rounded(head.logits(), trial), head.deltas()));
      List<Proposals> proposals =
          detector.proposals(
              ops, changed, anchors, batch, detector.config().proposals().selection().detecting());
      RegionOutputs<Tensor> outputs =
          detector
              .regionTrace(ops, trace, proposals.stream().map(Proposals::boxes).toList())
              .outputs();
      RegionOutputs<Tensor> other =
          new RegionOutputs<>(rounded(List.of(outputs.logits()), trial).get(0), outputs.deltas());
      PictureOutputs first = detector.perPicture(other, proposals, batch, ops.device()).get(0);
      found.add(detector.postprocess().detect(first));
    }
    return common(found);
  }

  private static List<Tensor> rounded(List<Tensor> logits, int trial) {
    return trial == 0
        ? logits
        : logits.stream().map(tensor -> RoundingNoise.add(tensor, trial)).toList();
  }

  /** Those of the first list that have a pair in all others. */
  private static FirmDetections common(List<Detections> found) {
    Detections all = found.get(0);
    int[] firm =
        IntStream.range(0, all.size())
            .filter(i -> found.stream().allMatch(other -> isIn(all, i, other)))
            .toArray();
    return new FirmDetections(all.select(firm), all.size() - firm.length);
  }

  private static boolean isIn(Detections all, int i, Detections other) {
    return IntStream.range(0, other.size())
        .anyMatch(
            j ->
                other.label(j) == all.label(i)
                    && Math.abs(other.score(j) - all.score(i)) <= GoldenDifference.MOST_SCORE
                    && isNear(all, i, other, j));
  }

  private static boolean isNear(Detections a, int i, Detections b, int j) {
    double largest = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(a.boxes()[4 * i + k] - b.boxes()[4 * j + k]));
    }
    return largest <= GoldenDifference.MOST_PIXELS;
  }
}
