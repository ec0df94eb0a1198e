/** WIDER FACE data sets. */
@NullMarked
package dev.osprey.data.format.wider;

import org.jspecify.annotations.NullMarked;
