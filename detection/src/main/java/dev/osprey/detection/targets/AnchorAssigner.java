package dev.osprey.detection.targets;

import dev.osprey.core.Boxes;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Padding;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.matching.Matches;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Assigns targets to the anchors of each image: filters, matches, then samples them. */
public final class AnchorAssigner {
  private final AnchorFilter filter;
  private final MaxIouMatcher matcher;
  private final Sampler sampler;
  private final double positiveWeight;
  private final Padding padding;

  /**
   * @param positiveWeight label weight of positive anchors; background has 1
   * @param padding padding of an image that is alone in its batch
   */
  public AnchorAssigner(
      AnchorFilter filter,
      MaxIouMatcher matcher,
      Sampler sampler,
      double positiveWeight,
      Padding padding) {
    if (sampler.groundTruth() == Sampler.TruthUse.CANDIDATES) {
      throw new UserError(
          "sampler.groundTruth: candidates is for regions; ground-truth boxes are no anchors and"
              + " have no outputs. Use targets");
    }
    this.filter = filter;
    this.matcher = matcher;
    this.sampler = sampler;
    this.positiveWeight = positiveWeight;
    this.padding = padding;
  }

  /** The targets of each image of a batch. */
  public List<AnchorTargets> assign(
      Anchors anchors, List<TargetObjects> images, AnchorLosses losses, SeededRandom random) {
    // Matching is plain Java and takes most of the time, so all cores share it.
    List<Matches> matches = images.parallelStream().map(image -> match(anchors, image)).toList();
    List<AnchorTargets> targets = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      int image = i;
      TargetObjects truth = images.get(i);
      Matches matched = matches.get(i);
      Supplier<float[]> ranking = () -> losses.of(image, truth.labelsOf(matched));
      targets.add(
          AnchorTargets.of(
              sampler.sample(matched, 0, ranking, random), truth, anchors, positiveWeight));
    }
    return targets;
  }

  /**
   * Matches the anchors of one image with its objects. Anchors that the filter leaves out are
   * ignored; no object can take them.
   */
  Matches match(Anchors anchors, TargetObjects truth) {
    ImageSize alone = padding.batchSize(List.of(truth.size()));
    int[] kept = filter.keep(anchors, truth.size(), alone);
    if (kept.length == anchors.size()) {
      return matcher.match(truth.boxes(), truth.ignored(), anchors.boxes());
    }
    float[] boxes = Boxes.select(anchors.boxes(), kept);
    return matcher.match(truth.boxes(), truth.ignored(), boxes).spreadOver(anchors.size(), kept);
  }
}
