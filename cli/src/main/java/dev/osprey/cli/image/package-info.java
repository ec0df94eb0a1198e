/** Image files on the command line: files, folders, patterns and names. */
@NullMarked
package dev.osprey.cli.image;

import org.jspecify.annotations.NullMarked;
