package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;

/**
 * One picture of a batch: where it came from, its sizes, and its objects as the network sees them.
 *
 * @param original size of the picture as decoded, after its EXIF orientation
 * @param resized size inside the batch, before padding
 * @param boxes packed xyxy, pixels of the resized picture; training targets only (no crowds)
 * @param labels from 0, one for each box
 */
public record PicturePlane(
    Sample sample, ImageSize original, ImageSize resized, float[] boxes, int[] labels) {}
