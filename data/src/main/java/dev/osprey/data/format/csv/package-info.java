/** CSV data sets, as pytorch-retinanet and others write them. */
@NullMarked
package dev.osprey.data.format.csv;

import org.jspecify.annotations.NullMarked;
