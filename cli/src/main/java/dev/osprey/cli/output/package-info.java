/** Output files and folders of commands. */
@NullMarked
package dev.osprey.cli.output;

import org.jspecify.annotations.NullMarked;
