/** COCO data sets. */
@NullMarked
package dev.osprey.data.format.coco;

import org.jspecify.annotations.NullMarked;
