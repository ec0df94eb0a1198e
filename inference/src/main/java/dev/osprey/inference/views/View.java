package dev.osprey.inference.views;

import dev.osprey.core.Detections;

/**
 * The detections in one view of an image, in pixels of that image.
 *
 * @param scale scale of the view, relative to the image as the detector resizes it
 */
record View(double scale, Detections found) {}
