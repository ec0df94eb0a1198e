package dev.osprey.training.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums over the steps of the current epoch. Checkpoints contain them, so that a resumed epoch has
 * the means of an uninterrupted one.
 */
public record EpochSums(
    long steps,
    Map<String, Double> losses,
    double total,
    double gradientNorm,
    @com.fasterxml.jackson.annotation.JsonProperty("pictures") long images,
    double seconds) {
  public static final EpochSums NONE = new EpochSums(0, Map.of(), 0, 0, 0, 0);

  public EpochSums {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }

  EpochSums plus(StepResult step) {
    Map<String, Double> added = new LinkedHashMap<>(losses);
    step.losses().forEach((name, value) -> added.merge(name, value, Double::sum));
    return new EpochSums(
        steps + 1,
        added,
        total + step.total(),
        gradientNorm + step.gradientNorm(),
        images + step.images(),
        seconds + step.seconds());
  }
}
