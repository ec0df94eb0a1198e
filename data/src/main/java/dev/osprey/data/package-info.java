/** Samples and data sets; the subpackages read, transform and load them. */
@NullMarked
package dev.osprey.data;

import org.jspecify.annotations.NullMarked;
