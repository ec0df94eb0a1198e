/** Augmentations: random changes of training images and their boxes. */
@NullMarked
package dev.osprey.data.augmentation;

import org.jspecify.annotations.NullMarked;
