/**
 * Detectors that answer for every anchor at once: RetinaNet (Lin et al. 2017, Focal Loss for Dense
 * Object Detection) and RetinaFace (Deng et al. 2020). They share one road and differ in settings.
 */
@NullMarked
package dev.osprey.detection.onestage;

import org.jspecify.annotations.NullMarked;
