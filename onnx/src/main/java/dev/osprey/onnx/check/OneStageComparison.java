package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.golden.RoundingNoise;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The comparison of a one-stage detector: head outputs, then the detections chosen from them. */
record OneStageComparison(
    OneStageDetector detector, TorchOps ops, Batch batch, HeadOutputs<Tensor> head, Anchors anchors)
    implements StageComparison {

  /**
   * Factor on one rounding of the input: the engines round in every layer, each in its own order.
   */
  private static final double ROUNDINGS = 4;

  static OneStageComparison of(OneStageDetector detector, TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace =
        ops.run(batch.tensor(), images -> detector.network().trace(ops, images));
    Anchors anchors = detector.anchors(trace.features(), batch);
    return new OneStageComparison(detector, ops, batch, trace.outputs(), anchors);
  }

  private List<ImageOutputs> perImage(HeadOutputs<Tensor> outputs) {
    return IntStream.range(0, batch.size())
        .mapToObj(
            i ->
                ImageOutputs.of(
                    TensorRows.of(outputs, i, ops.device()),
                    anchors,
                    batch.images().get(i),
                    batch.padded()))
        .toList();
  }

  @Override
  public List<Detections> expected() {
    return detector.postprocess().detect(perImage(head));
  }

  /**
   * Compares the head outputs. A group norm over a few nearly equal values amplifies their rounding
   * some hundred times. If outputs differ, the tolerance is therefore measured: by how much the
   * outputs change if the input is rounded differently.
   */
  private StageAgreement compareOutputs(HeadOutputs<Tensor> found) {
    StageAgreement plain = outputs(found, head);
    return plain.holds()
        ? plain
        : outputs(
            found,
            ops.run(
                    RoundingNoise.add(batch.tensor(), 1),
                    images -> detector.network().trace(ops, images))
                .outputs());
  }

  /**
   * Compares outputs with a tolerance for rounding.
   *
   * @param rounded libtorch's outputs for an input that is rounded differently
   */
  private StageAgreement outputs(HeadOutputs<Tensor> found, HeadOutputs<Tensor> rounded) {
    return StageAgreement.start()
        .withOutputs(
            "logits",
            OutputDifference.share(head.logits(), found.logits()),
            rounding(head.logits(), rounded.logits()))
        .withOutputs(
            "deltas",
            OutputDifference.share(head.deltas(), found.deltas()),
            rounding(head.deltas(), rounded.deltas()))
        .withOutputs(
            "landmarks",
            OutputDifference.share(head.landmarks(), found.landmarks()),
            rounding(head.landmarks(), rounded.landmarks()));
  }

  private static double rounding(List<Tensor> outputs, List<Tensor> rounded) {
    return ROUNDINGS * OutputDifference.share(outputs, rounded);
  }

  @Override
  public StageAgreement compare(StageOutputs outputs, List<List<Detections>> detections) {
    HeadOutputs<Tensor> found = outputs.dense();
    StageAgreement agreement = compareOutputs(found);
    if (!agreement.holds()) {
      return agreement;
    }
    double scores =
        OutputDifference.ofScores(head.logits(), found.logits(), detector.config().scoring());
    DetectionsCheck choice =
        new DetectionsCheck(detector.postprocess(), perImage(head), perImage(found), scores);
    for (List<Detections> ofRun : detections) {
      agreement = choice.compare(agreement, ofRun);
    }
    return agreement;
  }
}
