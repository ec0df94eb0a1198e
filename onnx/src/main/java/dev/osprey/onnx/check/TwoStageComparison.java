package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.detection.postprocess.check.SelectionResults;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.detector.StageValues;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The comparison of a two-stage detector: the outputs of the first stage, the proposals chosen from
 * them, the outputs of the second stage for the file's own proposals, and the detections chosen
 * from these.
 */
record TwoStageComparison(
    FasterRcnn detector,
    TorchOps ops,
    Batch batch,
    TwoStageNetwork.Trace<Tensor> trace,
    Anchors anchors)
    implements StageComparison {

  static TwoStageComparison of(FasterRcnn detector, TorchOps ops, Batch batch) {
    TwoStageNetwork.Trace<Tensor> trace = detector.firstStage(ops, batch);
    Anchors anchors = detector.anchors(trace.features(), batch);
    return new TwoStageComparison(detector, ops, batch, trace, anchors);
  }

  @Override
  public List<Detections> expected() {
    List<ScoredBoxes> proposals = proposals(trace.proposals());
    return detector.postprocess().detect(perImage(outputsOf(proposals), proposals));
  }

  private List<ScoredBoxes> proposals(HeadOutputs<Tensor> outputs) {
    return detector.proposals(
        TensorRows.ofEach(outputs, batch.size(), ops.device()),
        anchors,
        batch.images(),
        detector.config().proposals().selection().detecting());
  }

  private List<ImageOutputs> perImage(RegionOutputs<Tensor> outputs, List<ScoredBoxes> proposals) {
    return detector.perImage(
        TensorRows.of(outputs, ops.device()), proposals, batch.images(), batch.padded());
  }

  private RegionOutputs<Tensor> outputsOf(List<ScoredBoxes> proposals) {
    List<float[]> regions = proposals.stream().map(ScoredBoxes::boxes).toList();
    return detector.regionTrace(ops, trace, regions).outputs();
  }

  @Override
  public StageAgreement compare(StageOutputs outputs, List<List<Detections>> detections) {
    StageValues.RegionValues stage = outputs.values().secondStage();
    if (stage == null) {
      throw new IllegalArgumentException("the file has one stage");
    }
    HeadOutputs<Tensor> first = trace.proposals();
    HeadOutputs<Tensor> found = outputs.dense();
    StageAgreement agreement =
        StageAgreement.start()
            .withOutputs("objectness", OutputDifference.share(first.logits(), found.logits()))
            .withOutputs("proposal deltas", OutputDifference.share(first.deltas(), found.deltas()));
    if (!agreement.holds()) {
      return agreement;
    }
    int topK = detector.config().proposals().selection().detecting().topKPerLevel();
    List<SelectionResults> chosen = outputs.proposals(stage.regions(), batch.images().size(), topK);
    agreement = compareProposals(agreement, found, chosen);
    List<ScoredBoxes> proposals =
        chosen.stream().map(one -> ScoredBoxes.ofLabel(one.boxes(), one.scores(), 0)).toList();
    RegionOutputs<Tensor> expected = outputsOf(proposals);
    RegionOutputs<Tensor> ofRegions = outputs.ofRegions(stage);
    agreement =
        agreement
            .withOutputs("logits of regions", share(expected.logits(), ofRegions.logits()))
            .withOutputs("deltas of regions", share(expected.deltas(), ofRegions.deltas()));
    return agreement.holds()
        ? compareDetections(agreement, proposals, expected, ofRegions, detections)
        : agreement;
  }

  private static double share(Tensor expected, Tensor found) {
    return OutputDifference.share(List.of(expected), List.of(found));
  }

  private StageAgreement compareProposals(
      StageAgreement agreement, HeadOutputs<Tensor> found, List<SelectionResults> proposals) {
    HeadOutputs<Tensor> first = trace.proposals();
    List<ScoredBoxes> expected = proposals(found);
    double scores = OutputDifference.ofScores(first.logits(), found.logits(), Scoring.SIGMOID);
    StageAgreement all = agreement;
    for (int i = 0; i < proposals.size(); i++) {
      int image = i;
      SelectionResults chosen = proposals.get(i);
      SelectionResults right =
          new SelectionResults(
              expected.get(i).boxes(), expected.get(i).scores(), null, new float[0]);
      all =
          all.withChoice(
                  "proposals",
                  ChosenRowsCheck.onSameOutputs(right, chosen, near -> inputs(found, image, near)))
              .withProposals(
                  ChosenRowsCheck.ties(chosen, near -> inputs(first, image, near), scores));
    }
    return all;
  }

  private SelectionInputs inputs(HeadOutputs<Tensor> outputs, int image, double near) {
    return detector.proposalInputs(
        TensorRows.of(outputs, image, ops.device()), anchors, batch.images().get(image), near);
  }

  private StageAgreement compareDetections(
      StageAgreement agreement,
      List<ScoredBoxes> proposals,
      RegionOutputs<Tensor> expected,
      RegionOutputs<Tensor> found,
      List<List<Detections>> detections) {
    double scores =
        OutputDifference.ofScores(
            List.of(expected.logits()), List.of(found.logits()), detector.config().scoring());
    DetectionsCheck choice =
        new DetectionsCheck(
            detector.postprocess(),
            perImage(expected, proposals),
            perImage(found, proposals),
            scores);
    StageAgreement all = agreement;
    for (List<Detections> ofRun : detections) {
      all = choice.compare(all, ofRun);
    }
    return all;
  }
}
