package dev.osprey.detection.proposal;

import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Ranking;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.postprocess.check.SelectionInputs;
import dev.osprey.networks.HeadOutputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The candidates of one image that {@link ProposalSelection} chooses proposals from in inference,
 * and those just beyond its cuts.
 */
public final class ProposalInputs {
  private final ProposalSelection selection;
  private final ProposalSelection.Config config;
  private final double near;

  /** The candidates of one level with the scores at its cut. */
  private record LevelCut(ScoredBoxes candidates, float lastIn, float firstOut) {}

  /**
   * @param near how far below the cut the scores of further candidates may be
   */
  public ProposalInputs(ProposalSelection selection, double near) {
    this.selection = selection;
    this.config = selection.config();
    this.near = near;
  }

  /**
   * The candidates of one image.
   *
   * @param outputs of the first stage
   * @param size of the image without its padding
   */
  public SelectionInputs of(HeadOutputs<OutputRows> outputs, Anchors anchors, ImageSize size) {
    List<ProposalLevel> levels = ProposalLevel.of(outputs, anchors);
    List<LevelCut> cuts = new ArrayList<>();
    for (int l = 0; l < levels.size(); l++) {
      cuts.add(cut(levels.get(l), l));
    }
    return together(cuts, size);
  }

  private LevelCut cut(ProposalLevel level, int label) {
    int[] all = IntStream.range(0, level.logits().size()).toArray();
    float[] scores = Scoring.SIGMOID.scores(level.logits().select(all), 1);
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
    int[] best = Arrays.copyOf(order, count);
    float[] chosen = new float[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = scores[order[i]];
    }
    float[] boxes = level.decode(selection.coder(), best);
    return new LevelCut(ScoredBoxes.ofLabel(boxes, chosen, label), lastIn, firstOut);
  }

  private SelectionInputs together(List<LevelCut> cuts, ImageSize size) {
    ScoredBoxes candidates = ScoredBoxes.concat(cuts.stream().map(LevelCut::candidates).toList());
    float[] lastIn = new float[candidates.size()];
    float[] firstOut = new float[candidates.size()];
    int next = 0;
    for (LevelCut cut : cuts) {
      int end = next + cut.candidates.size();
      Arrays.fill(lastIn, next, end, cut.lastIn);
      Arrays.fill(firstOut, next, end, cut.firstOut);
      next = end;
    }
    float[] boxes = candidates.boxes();
    Boxes.clip(boxes, size.height(), size.width());
    SelectionInputs.Rules rules =
        new SelectionInputs.Rules(
            config.nmsThreshold(),
            config.detecting().proposals(),
            SelectionInputs.Ordering.SCORE,
            SelectionInputs.roundingOfShifts(boxes, candidates.labels()));
    return new SelectionInputs(
        candidates, lastIn, firstOut, sides(boxes), boxes, new float[0], rules);
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
