/** The command that measures speed and memory. */
@NullMarked
package dev.osprey.cli.bench;

import org.jspecify.annotations.NullMarked;
