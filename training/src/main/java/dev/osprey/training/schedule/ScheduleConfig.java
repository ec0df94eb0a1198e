package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The learning rate over a run, as a share of the optimiser's.
 *
 * @param warmUp at the start; absent: none
 * @param decay afterwards; both factors are multiplied
 */
public record ScheduleConfig(@Nullable WarmUp warmUp, Decay decay) {}
