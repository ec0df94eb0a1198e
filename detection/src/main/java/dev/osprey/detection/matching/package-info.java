/** Which ground-truth box each anchor answers for. */
@NullMarked
package dev.osprey.detection.matching;

import org.jspecify.annotations.NullMarked;
