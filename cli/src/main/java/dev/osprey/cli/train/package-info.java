/** The commands {@code train}, {@code demo} and {@code schema}. */
@NullMarked
package dev.osprey.cli.train;

import org.jspecify.annotations.NullMarked;
