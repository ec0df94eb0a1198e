/** Schedules of the learning rate: warm-up and decay. */
@NullMarked
package dev.osprey.training.schedule;

import org.jspecify.annotations.NullMarked;
