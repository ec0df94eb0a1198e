package dev.osprey.parity.family;

import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.TensorRows;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** The values of a Faster R-CNN between the images and the detections. */
record FasterRcnnStages(
    FasterRcnn detector,
    Batch batch,
    TwoStageNetwork.Trace<Tensor> first,
    Anchors anchors,
    List<ScoredBoxes> proposals,
    TwoStageNetwork.RegionTrace<Tensor> second,
    CaseSpec spec,
    Comparison comparison) {
  private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d+)");
  private static final Pattern PROPOSALS = Pattern.compile("proposals\\.(\\d+)\\.(boxes|scores)");
  private static final double SET_PX = 0.05;
  private static final double SET_MISSING = 0.03;
  private static final double SET_LENGTH = 0.03;

  /**
   * Runs both stages. The second stage uses the proposals of the peer, so that it is compared
   * separately.
   */
  static FasterRcnnStages run(
      FasterRcnn detector, TorchOps ops, Batch batch, CaseSpec spec, Comparison comparison) {
    TwoStageNetwork.Trace<Tensor> first = detector.firstStage(ops, batch);
    Anchors anchors = detector.anchors(first.features(), batch);
    List<ScoredBoxes> proposals =
        detector.proposals(
            TensorRows.ofEach(first.proposals(), batch.size(), ops.device()),
            anchors,
            batch.images(),
            detector.config().proposals().selection().detecting());
    List<float[]> peers = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      float[] stored = comparison.expected().floats("proposals." + i + ".boxes");
      peers.add(completed(stored, proposals.get(i).boxes()));
    }
    return new FasterRcnnStages(
        detector,
        batch,
        first,
        anchors,
        proposals,
        detector.regionTrace(ops, first, peers),
        spec,
        comparison);
  }

  /** Returns the proposals of the peer, completed by ours if the case does not have all. */
  private static float[] completed(float[] stored, float[] ours) {
    float[] boxes = Arrays.copyOf(stored, Math.max(stored.length, ours.length));
    for (int i = stored.length; i < boxes.length; i++) {
      boxes[i] = ours[i];
    }
    return boxes;
  }

  void compare(String name) {
    Matcher proposal = PROPOSALS.matcher(name);
    Matcher numbered = NUMBERED.matcher(name);
    if (proposal.matches()) {
      compareProposals(name, Integer.parseInt(proposal.group(1)), proposal.group(2));
    } else if (numbered.matches()) {
      compareNumbered(name, numbered.group(1), Integer.parseInt(numbered.group(2)));
    } else {
      compareWhole(name);
    }
  }

  private void compareWhole(String name) {
    switch (name) {
      case "input.batched" -> tensor(name, batch.tensor(), features(name));
      case "anchors" ->
          comparison.tensor(name, Numbers.of(anchors.boxes(), anchors.size(), 4), Tolerance.EXACT);
      case "backbone.pool" -> {
        List<Tensor> levels = first.features().levels();
        tensor(name, levels.get(levels.size() - 1), features(name));
      }
      case "roi.pooled" -> regions(name, second.pooled());
      case "roi.box_head" -> regions(name, second.vectors());
      default -> {}
    }
  }

  /**
   * Features of all regions. A case with only some of its proposals, as a set, cannot be compared
   * row by row: then the norms of all features are compared.
   */
  private void regions(String name, Tensor actual) {
    if (!spec.comparesAsSets()) {
      tensor(name, actual, features(name));
      return;
    }
    comparison.isCompared(name);
    comparison.number(
        name + " (length)",
        comparison.expected().get(name).statistics().orElseThrow().l2(),
        TensorValues.norm(actual),
        Tolerance.relative(SET_LENGTH));
  }

  private void compareNumbered(String name, String what, int number) {
    switch (what) {
      case "body" -> tensor(name, first.body().levels().get(number), features(name));
      case "backbone" -> tensor(name, first.features().levels().get(number), features(name));
      case "cell_anchors" -> {
        float[] cell =
            new AnchorGenerator(detector.config().proposals().anchors())
                .cell(number, detector.network().levels().get(number).stride());
        comparison.tensor(name, Numbers.of(cell, cell.length / 4, 4), Tolerance.EXACT);
      }
      case "rpn.objectness" -> tensor(name, map(number, 1), logits());
      case "rpn.deltas" -> tensor(name, map(number, 4), logits());
      case "roi.class_logits" -> tensor(name, rows(name, second.outputs().logits()), logits());
      case "roi.box_regression" -> tensor(name, rows(name, second.outputs().deltas()), logits());
      default -> {}
    }
  }

  /** Returns the outputs of a level in the layout of the peer: (N, A · width, H, W). */
  private Tensor map(int level, int width) {
    Anchors.Level of = anchors.levels().get(level);
    Tensor rows =
        width == 1 ? first.proposals().logits().get(level) : first.proposals().deltas().get(level);
    return rows.view(
            rows.size(0), of.grid().height(), of.grid().width(), (long) of.perCell() * width)
        .permute(0, 3, 1, 2);
  }

  /** Returns the first rows of the regions of an image, as many as the case has. */
  private Tensor rows(String name, Tensor all) {
    int image = Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    long start = 0;
    for (int i = 0; i < image; i++) {
      start += comparison.expected().shape("proposals." + i + ".boxes")[0];
    }
    return all.narrow(0, start, comparison.expected().get(name).shape()[0]);
  }

  private void compareProposals(String name, int image, String what) {
    ScoredBoxes ours = proposals.get(image);
    if (spec.comparesAsSets()) {
      compareAsSet(name, ours);
    } else if (what.equals("boxes")) {
      Tolerance pixels = Tolerance.absolute(Tolerance.stated(spec, "boxes_px"));
      comparison.tensor(name, Numbers.of(ours.boxes(), ours.size(), 4), pixels);
    } else {
      Tolerance scores = Tolerance.absolute(Tolerance.stated(spec, "scores_abs"));
      comparison.tensor(name, Numbers.of(ours.scores(), ours.size()), scores);
    }
  }

  /** Compares sets: nearly all boxes of the peer must have a match. */
  private void compareAsSet(String name, ScoredBoxes ours) {
    comparison.isCompared(name);
    if (!name.endsWith("boxes")) {
      return;
    }
    float[] expected = comparison.expected().floats(name);
    int missing = 0;
    for (int i = 0; i < expected.length; i += 4) {
      missing += hasPartner(expected, i, ours.boxes()) ? 0 : 1;
    }
    comparison.number(
        name + " (missing)",
        0,
        4.0 * missing / Math.max(1, expected.length),
        Tolerance.absolute(SET_MISSING));
  }

  private static boolean hasPartner(float[] expected, int i, float[] ours) {
    for (int j = 0; j < ours.length; j += 4) {
      boolean near = true;
      for (int k = 0; k < 4; k++) {
        near &= Math.abs(expected[i + k] - ours[j + k]) <= SET_PX;
      }
      if (near) {
        return true;
      }
    }
    return false;
  }

  private void tensor(String name, Tensor actual, Tolerance tolerance) {
    comparison.tensor(name, TensorValues.of(actual), tolerance);
  }

  private Tolerance features(String name) {
    return Tolerance.absolute(
        Tolerance.stated(spec, "features_rel_to_absmax")
            * comparison.expected().get(name).absMax());
  }

  private Tolerance logits() {
    return Tolerance.absolute(Tolerance.stated(spec, "logits_abs"));
  }
}
