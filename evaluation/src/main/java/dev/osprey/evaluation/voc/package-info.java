/**
 * Pascal VOC's average precision (Everingham et al. 2010, section 4.2): as of 2007, and as from
 * 2010 on.
 */
@NullMarked
package dev.osprey.evaluation.voc;

import org.jspecify.annotations.NullMarked;
