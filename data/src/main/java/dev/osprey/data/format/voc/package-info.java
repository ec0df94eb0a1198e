/** Pascal VOC data sets. */
@NullMarked
package dev.osprey.data.format.voc;

import org.jspecify.annotations.NullMarked;
