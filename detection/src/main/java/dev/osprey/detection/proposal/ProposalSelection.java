package dev.osprey.detection.proposal;

import dev.osprey.core.Boxes;
import dev.osprey.core.CountLimit;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.core.TopScores;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.networks.HeadOutputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the first stage's outputs to proposals, image by image:
 *
 * <ol>
 *   <li>the best anchors of each level, by logit
 *   <li>decoding of their boxes
 *   <li>clipping
 *   <li>finite corners, minimum side and score threshold
 *   <li>NMS inside each level
 *   <li>limit
 * </ol>
 *
 * The stages are plain Java on the outputs of any engine; no gradient flows through.
 */
public final class ProposalSelection {

  /**
   * @param topKPerLevel maximum number of anchors of each level before NMS
   * @param proposals maximum number of proposals of one image after NMS
   */
  public record Limits(int topKPerLevel, int proposals) {
    public Limits {
      if (topKPerLevel < 1 || proposals < 1) {
        throw new UserError(
            "proposals.selection: topKPerLevel and proposals are 1 or more, got "
                + topKPerLevel
                + " and "
                + proposals);
      }
      CountLimit.REGIONS.require("proposals.selection: proposals", proposals);
    }
  }

  /**
   * @param training limits in training
   * @param detecting limits in inference
   * @param minSide minimum side of a proposal, pixels
   * @param scoreThreshold minimum score of a proposal
   * @param nmsThreshold a proposal is dropped if its IoU with a better one of the same level is
   *     strictly above it
   */
  public record Config(
      Limits training,
      Limits detecting,
      double minSide,
      double scoreThreshold,
      double nmsThreshold) {
    public Config {
      if (!(minSide >= 0 && scoreThreshold >= 0 && scoreThreshold < 1)) {
        throw new UserError(
            "proposals.selection: minSide is 0 or more and scoreThreshold lies in [0, 1), got "
                + minSide
                + " and "
                + scoreThreshold);
      }
      if (!(nmsThreshold >= 0 && nmsThreshold <= 1)) {
        throw new UserError("proposals.selection.nmsThreshold lies in [0, 1], got " + nmsThreshold);
      }
    }
  }

  private final Config config;
  private final BoxCoder coder;

  public ProposalSelection(Config config, BoxCoder coder) {
    this.config = config;
    this.coder = coder;
  }

  Config config() {
    return config;
  }

  BoxCoder coder() {
    return coder;
  }

  /**
   * Proposals of one image, best first: boxes in padded-image pixels, inside the image; the label
   * is the level.
   *
   * @param outputs of the first stage
   * @param size of the image without its padding
   */
  public ScoredBoxes select(
      HeadOutputs<OutputRows> outputs, Anchors anchors, ImageSize size, Limits limits) {
    List<ProposalLevel> levels = ProposalLevel.of(outputs, anchors);
    List<ScoredBoxes> perLevel = new ArrayList<>();
    for (int l = 0; l < levels.size(); l++) {
      // 1. the best anchors of each level, by logit
      TopScores best = new TopScores(limits.topKPerLevel);
      levels.get(l).logits().scan(Float.NEGATIVE_INFINITY, best::offer);
      TopScores.Ranked ranked = best.ranked();
      // 2. decoding of their boxes
      float[] boxes = levels.get(l).decode(coder, ranked.indices());
      perLevel.add(ScoredBoxes.ofLabel(boxes, Scoring.SIGMOID.scores(ranked.scores(), 1), l));
    }
    ScoredBoxes candidates = ScoredBoxes.concat(perLevel);
    // 3. clipping
    Boxes.clip(candidates.boxes(), size.height(), size.width());
    // 4. finite corners, minimum side and score threshold
    ScoredBoxes valid = candidates.select(valid(candidates));
    // 5. NMS inside each level
    int[] kept = Nms.keepPerLabel(valid, config.nmsThreshold);
    // 6. limit
    return valid.select(Arrays.copyOf(kept, Math.min(limits.proposals, kept.length)));
  }

  /** Stage 4. */
  private int[] valid(ScoredBoxes rows) {
    float[] scores = rows.scores();
    return Arrays.stream(Boxes.withSidesAtLeast(rows.boxes(), (float) config.minSide))
        .filter(i -> Boxes.isFinite(rows.boxes(), i) && scores[i] >= (float) config.scoreThreshold)
        .toArray();
  }
}
