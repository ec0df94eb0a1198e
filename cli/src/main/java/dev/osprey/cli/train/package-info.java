/** The commands {@code train} and {@code demo}. */
@NullMarked
package dev.osprey.cli.train;

import org.jspecify.annotations.NullMarked;
