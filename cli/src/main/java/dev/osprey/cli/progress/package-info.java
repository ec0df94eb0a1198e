/** Progress of commands on the terminal. */
@NullMarked
package dev.osprey.cli.progress;

import org.jspecify.annotations.NullMarked;
