package dev.osprey.detection.region;

import dev.osprey.core.Boxes;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.detection.sampling.Sampling;
import dev.osprey.detection.targets.TargetObjects;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Assigns ground truth to the proposals of one image and samples those that are trained on. */
final class RegionAssigner {

  /** Computes the loss of each region, for samplers that rank by it. */
  interface RegionLosses {
    /**
     * The loss of each region against its label.
     *
     * @param regions packed xyxy
     * @param labels from 0; below 0 is background
     */
    float[] of(float[] regions, int[] labels);
  }

  private final MaxIouMatcher matcher;
  private final Sampler sampler;

  RegionAssigner(MaxIouMatcher matcher, Sampler sampler) {
    this.matcher = matcher;
    this.sampler = sampler;
  }

  RegionTargets assign(
      ScoredBoxes proposals, TargetObjects truth, RegionLosses losses, SeededRandom random) {
    Matches matched = matcher.match(truth.boxes(), truth.ignored(), proposals.boxes());
    float[] candidates = proposals.boxes();
    int added = 0;
    if (sampler.groundTruth() == Sampler.TruthUse.CANDIDATES) {
      added = truth.labels().length;
      matched = matched.withTruthsFirst(added);
      candidates = concat(truth.boxes(), candidates);
    }
    float[] regions = candidates;
    int[] labels = truth.labelsOf(matched);
    Sampling sampling = sampler.sample(matched, added, () -> losses.of(regions, labels), random);
    return targets(sampling, truth, regions, labels);
  }

  /** Positives first, then negatives. */
  private static RegionTargets targets(
      Sampling sampling, TargetObjects truth, float[] regions, int[] labels) {
    int[] rows =
        IntStream.concat(Arrays.stream(sampling.positives()), Arrays.stream(sampling.negatives()))
            .toArray();
    return new RegionTargets(
        Boxes.select(regions, rows),
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        Boxes.select(truth.boxes(), sampling.truths()));
  }

  private static float[] concat(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
