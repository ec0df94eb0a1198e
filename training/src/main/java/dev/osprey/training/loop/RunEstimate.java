package dev.osprey.training.loop;

import org.jspecify.annotations.Nullable;

/**
 * What a run will take, from a few measured steps.
 *
 * @param secondsPerStep of training, decoding included where it does not keep up
 * @param minutes until the end, evaluation included; a time limit caps it
 * @param memoryBytes resident memory of the process at its peak; absent where the operating system
 *     does not tell
 */
public record RunEstimate(double secondsPerStep, double minutes, @Nullable Long memoryBytes) {}
