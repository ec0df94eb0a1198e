/** Detection metrics that equal their references to the last digit; no native code. */
@NullMarked
package dev.osprey.evaluation;

import org.jspecify.annotations.NullMarked;
