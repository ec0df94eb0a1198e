/** RetinaNet (Lin et al. 2017, Focal Loss for Dense Object Detection). */
@NullMarked
package dev.osprey.detection.retinanet;

import org.jspecify.annotations.NullMarked;
