/**
 * Measures Osprey beside other projects: each side in a process of its own that stays warm, in
 * turn, with the same inputs on the same threads. {@link dev.osprey.bench.Bench} measures the table
 * of the guide, {@link dev.osprey.bench.scale.ScaleRun} how time and memory grow.
 */
@NullMarked
package dev.osprey.bench;

import org.jspecify.annotations.NullMarked;
