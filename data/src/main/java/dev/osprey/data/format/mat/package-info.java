/** MATLAB files of version 5, as WIDER FACE's evaluation tools use them. */
@NullMarked
package dev.osprey.data.format.mat;

import org.jspecify.annotations.NullMarked;
