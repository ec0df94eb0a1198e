/** Pooling of region features: RoIAlign and RoI pooling. */
@NullMarked
package dev.osprey.torch.region;

import org.jspecify.annotations.NullMarked;
