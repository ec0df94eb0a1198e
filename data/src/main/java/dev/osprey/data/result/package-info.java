/** Result files and evaluation ground truth of COCO and WIDER FACE. */
@NullMarked
package dev.osprey.data.result;

import org.jspecify.annotations.NullMarked;
