/** Samples and data sets; the packages below read, transform and load them. */
@NullMarked
package dev.osprey.data;

import org.jspecify.annotations.NullMarked;
