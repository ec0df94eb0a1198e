/** A file system that fails on demand: like a full disk, at a single operation, or like a crash. */
@NullMarked
package dev.osprey.testing.disk;

import org.jspecify.annotations.NullMarked;
