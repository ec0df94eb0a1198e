/** Parameter values of networks in libtorch, for training and for inference. */
@NullMarked
package dev.osprey.torch.weights;

import org.jspecify.annotations.NullMarked;
