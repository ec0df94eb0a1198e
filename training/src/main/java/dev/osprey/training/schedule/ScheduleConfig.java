package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The schedule of the learning rate: factors of the optimiser's base rate.
 *
 * @param warmUp at the start; absent for none
 * @param decay afterwards; both factors are multiplied
 */
public record ScheduleConfig(@Nullable WarmUp warmUp, Decay decay) {}
