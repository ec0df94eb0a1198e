/** Error messages and exit codes of failed commands. */
@NullMarked
package dev.osprey.cli.failure;

import org.jspecify.annotations.NullMarked;
