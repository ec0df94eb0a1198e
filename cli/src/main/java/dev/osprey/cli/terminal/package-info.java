/** Output to a terminal: whole lines, and one live line below them. */
@NullMarked
package dev.osprey.cli.terminal;

import org.jspecify.annotations.NullMarked;
