package dev.osprey.detection.fasterrcnn;

import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Ranking;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What {@link ProposalSelection} chooses from in detecting, with the candidates at its cuts. */
final class ProposalInputs {
  private final ProposalSelection selection;
  private final ProposalSelection.Config config;
  private final double near;

  /** Candidates of one level. */
  private record Level(float[] scores, float[] boxes, float lastIn, float firstOut) {}

  /**
   * @param near how far below the cut scores are of interest
   */
  ProposalInputs(ProposalSelection selection, double near) {
    this.selection = selection;
    this.config = selection.config();
    this.near = near;
  }

  SelectionInputs of(
      HeadOutputs<Tensor> outputs, Anchors anchors, ImageSize size, int image, Device device) {
    List<Level> levels = new ArrayList<>();
    for (int level = 0; level < anchors.levels().size(); level++) {
      levels.add(level(outputs, anchors, image, level, device));
    }
    return together(levels, size);
  }

  private Level level(
      HeadOutputs<Tensor> outputs, Anchors anchors, int image, int level, Device device) {
    Tensor logits = outputs.logits().get(level).detach().select(0, image).view(-1);
    float[] scores = Tensors.floats(Tensors.toFloat(logits).sigmoid());
    int[] order = Ranking.descending(scores); // the sigmoid grows with the logit; NaN comes last
    int most = config.detecting().topKPerLevel();
    // a score may be at the threshold: the first one that is out is the next smaller float
    float lastIn = (float) config.scoreThreshold();
    float firstOut = Math.nextDown(lastIn);
    if (order.length > most) {
      lastIn = Math.max(lastIn, scores[order[most - 1]]);
      firstOut = Math.max(firstOut, scores[order[most]]);
    }
    double lowest = Math.min(lastIn, firstOut) - near;
    int count = 0;
    while (count < order.length && scores[order[count]] >= lowest) {
      count++;
    }
    long[] best = Arrays.stream(order, 0, count).asLongStream().toArray();
    float[] chosen = new float[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = scores[order[i]];
    }
    float[] boxes = selection.boxes(outputs, anchors, image, level, best, device);
    return new Level(chosen, boxes, lastIn, firstOut);
  }

  private SelectionInputs together(List<Level> levels, ImageSize size) {
    int total = levels.stream().mapToInt(level -> level.scores.length).sum();
    float[] scores = new float[total];
    float[] boxes = new float[4 * total];
    int[] groups = new int[total];
    float[] lastIn = new float[total];
    float[] firstOut = new float[total];
    int next = 0;
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      int count = level.scores.length;
      System.arraycopy(level.scores, 0, scores, next, count);
      System.arraycopy(level.boxes, 0, boxes, 4 * next, 4 * count);
      Arrays.fill(groups, next, next + count, i);
      Arrays.fill(lastIn, next, next + count, level.lastIn);
      Arrays.fill(firstOut, next, next + count, level.firstOut);
      next += count;
    }
    Boxes.clip(boxes, size.height(), size.width());
    SelectionInputs.Rules rules =
        new SelectionInputs.Rules(
            config.nmsThreshold(),
            config.detecting().proposals(),
            SelectionInputs.Ordering.SCORE,
            SelectionInputs.roundingOfShifts(boxes, groups));
    return new SelectionInputs(
        scores, groups, lastIn, firstOut, sides(boxes), boxes, boxes, new float[0], rules);
  }

  private SelectionInputs.Sides[] sides(float[] boxes) {
    SelectionInputs.Sides[] sides = new SelectionInputs.Sides[boxes.length / 4];
    Arrays.setAll(
        sides,
        i ->
            SelectionInputs.side(
                isEnough(boxes, i, SelectionInputs.SIDE_ROUNDING),
                isEnough(boxes, i, -SelectionInputs.SIDE_ROUNDING)));
    return sides;
  }

  private boolean isEnough(float[] boxes, int i, double more) {
    double width = (double) boxes[4 * i + 2] - boxes[4 * i] + more;
    double height = (double) boxes[4 * i + 3] - boxes[4 * i + 1] + more;
    return Boxes.isFinite(boxes, i) && width >= config.minSide() && height >= config.minSide();
  }
}
