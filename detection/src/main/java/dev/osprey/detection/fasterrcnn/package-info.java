/** Faster R-CNN (Ren et al. 2015), with and without a feature pyramid (Lin et al. 2017). */
@NullMarked
package dev.osprey.detection.fasterrcnn;

import org.jspecify.annotations.NullMarked;
