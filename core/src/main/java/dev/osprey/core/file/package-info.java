/** Files: atomic writing, text encodings, digests and kinds of files. */
@NullMarked
package dev.osprey.core.file;

import org.jspecify.annotations.NullMarked;
