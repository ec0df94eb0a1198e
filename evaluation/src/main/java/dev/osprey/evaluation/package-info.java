/** Detection metrics that equal their reference implementations to the last digit, in pure Java. */
@NullMarked
package dev.osprey.evaluation;

import org.jspecify.annotations.NullMarked;
