/** The command {@code val}. */
@NullMarked
package dev.osprey.cli.val;

import org.jspecify.annotations.NullMarked;
