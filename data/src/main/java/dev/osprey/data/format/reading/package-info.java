/**
 * What the readers of all data set formats share: sources, faulty entries, boxes, classes and the
 * search for images.
 */
@NullMarked
package dev.osprey.data.format.reading;

import org.jspecify.annotations.NullMarked;
