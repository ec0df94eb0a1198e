package dev.osprey.training.loop;

import org.jspecify.annotations.Nullable;

/**
 * The expected duration and memory of a run, from a few measured steps.
 *
 * @param secondsPerStep of training, including waits for decoding
 * @param minutes until the end, including evaluation; at most the time limit
 * @param memoryBytes resident memory of the process at its peak; absent if the operating system
 *     does not report it
 */
public record RunEstimate(double secondsPerStep, double minutes, @Nullable Long memoryBytes) {}
