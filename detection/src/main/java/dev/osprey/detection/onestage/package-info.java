/**
 * One-stage detectors, which predict for every anchor at once: RetinaNet (Lin et al. 2017, Focal
 * Loss for Dense Object Detection) and RetinaFace (Deng et al. 2020). They share all code and
 * differ in settings.
 */
@NullMarked
package dev.osprey.detection.onestage;

import org.jspecify.annotations.NullMarked;
