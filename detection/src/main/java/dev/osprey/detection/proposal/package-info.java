/** Proposals of the first stage (Ren et al. 2015, section 3): anchors, ranked and suppressed. */
@NullMarked
package dev.osprey.detection.proposal;

import org.jspecify.annotations.NullMarked;
