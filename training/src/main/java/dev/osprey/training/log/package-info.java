/** Files that tell how a run went. */
@NullMarked
package dev.osprey.training.log;

import org.jspecify.annotations.NullMarked;
