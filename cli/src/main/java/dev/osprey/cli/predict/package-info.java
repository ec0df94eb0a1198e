/** The command {@code predict}. */
@NullMarked
package dev.osprey.cli.predict;

import org.jspecify.annotations.NullMarked;
