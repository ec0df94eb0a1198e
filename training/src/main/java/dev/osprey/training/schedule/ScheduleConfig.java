package dev.osprey.training.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The schedule of the learning rate: factors that multiply the optimiser's base rate.
 *
 * @param warmUp factor at the start; absent for none
 * @param decay factor over the whole run; both factors are multiplied
 */
public record ScheduleConfig(@Nullable WarmUp warmUp, Decay decay) {}
