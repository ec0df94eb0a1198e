package dev.osprey.detection.sampling;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.function.Supplier;

/** Picks the candidates of one image that a loss is computed of. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AllSampler.class, name = "all"),
  @JsonSubTypes.Type(value = RandomSampler.class, name = "random"),
  @JsonSubTypes.Type(value = HardExampleSampler.class, name = "hard-examples"),
  @JsonSubTypes.Type(value = HardNegativeSampler.class, name = "hard-negatives")
})
public sealed interface Sampler
    permits AllSampler, RandomSampler, HardExampleSampler, HardNegativeSampler {

  /** What ground-truth boxes are to the sampler. */
  enum GroundTruth {
    /** Targets alone. */
    TARGETS,
    /**
     * Candidates too, before all others, each matched with itself: regions to train on while
     * proposals are still bad. For second stages; anchors have outputs, boxes have none.
     */
    CANDIDATES
  }

  GroundTruth groundTruth();

  /**
   * @param matches what each candidate answers for, added ground-truth boxes first
   * @param addedTruths how many those are
   * @param losses loss of each candidate, in the same order; asked by samplers that rank by it
   * @param random draws, where there is a choice
   */
  Sampling sample(Matches matches, int addedTruths, Supplier<float[]> losses, SeededRandom random);
}
