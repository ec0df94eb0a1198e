package dev.osprey.predict.views;

import dev.osprey.core.Detections;

/**
 * What was found in one view of an image, in pixels of that image.
 *
 * @param scale of the view, by the image as the detector resizes it
 */
record View(double scale, Detections found) {}
