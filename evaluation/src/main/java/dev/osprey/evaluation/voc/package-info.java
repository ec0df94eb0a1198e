/**
 * Pascal VOC's average precision (Everingham et al. 2010, section 4.2), in the versions of 2007 and
 * 2010.
 */
@NullMarked
package dev.osprey.evaluation.voc;

import org.jspecify.annotations.NullMarked;
