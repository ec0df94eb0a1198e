/** Explanations of {@code predict --why} as text and JSON. */
@NullMarked
package dev.osprey.cli.explain;

import org.jspecify.annotations.NullMarked;
