package dev.osprey.detection.sampling;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/** Samples the candidates of one image that the loss is computed from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AllSampler.class, name = "all"),
  @JsonSubTypes.Type(value = RandomSampler.class, name = "random"),
  @JsonSubTypes.Type(value = HardExampleSampler.class, name = "hard-examples"),
  @JsonSubTypes.Type(value = HardNegativeSampler.class, name = "hard-negatives")
})
public sealed interface Sampler
    permits AllSampler, RandomSampler, HardExampleSampler, HardNegativeSampler {

  /** How the sampler uses ground-truth boxes. */
  enum TruthUse {
    /** As targets only. */
    TARGETS,
    /**
     * Also as candidates, before all others, each matched with itself: regions to train on while
     * proposals are still bad. Only for second stages, because a box has no outputs of anchors.
     */
    CANDIDATES
  }

  TruthUse groundTruth();

  /**
   * @param matches matches of the candidates, added ground-truth boxes first
   * @param addedTruths number of added ground-truth boxes
   * @param losses loss of each candidate, in the same order; computed only for samplers that rank
   *     by it
   * @param random source of random draws
   */
  Sampling sample(Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random);
}
