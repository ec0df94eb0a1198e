/**
 * The catalogue of data set formats, the review of what was read, and the message for unknown
 * layouts.
 */
@NullMarked
package dev.osprey.data.format;

import org.jspecify.annotations.NullMarked;
