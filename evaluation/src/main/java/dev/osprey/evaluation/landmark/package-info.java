/** How far found landmarks lie from marked ones. */
@NullMarked
package dev.osprey.evaluation.landmark;

import org.jspecify.annotations.NullMarked;
