/**
 * The second stage of Faster R-CNN (Ren et al. 2015): proposals are matched and sampled, pooled,
 * classified and refined.
 */
@NullMarked
package dev.osprey.detection.region;

import org.jspecify.annotations.NullMarked;
