/** The average precision of WIDER FACE (Yang et al. 2016) in its three subsets. */
@NullMarked
package dev.osprey.evaluation.wider;

import org.jspecify.annotations.NullMarked;
