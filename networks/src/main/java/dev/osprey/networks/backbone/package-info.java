/** Networks that turn images into feature maps. */
@NullMarked
package dev.osprey.networks.backbone;

import org.jspecify.annotations.NullMarked;
