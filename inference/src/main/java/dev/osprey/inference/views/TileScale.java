package dev.osprey.inference.views;

import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.trained.TrainedSizes;
import org.jspecify.annotations.Nullable;

/**
 * The scale at which a tile is resized, so that its objects appear as large as in training.
 *
 * @param trained null: unknown; then a tile is resized like a whole image
 * @param resize of the detector
 * @param enlargement beyond the training
 */
record TileScale(@Nullable TrainedSizes trained, ResizeRule resize, double enlargement) {

  /** The scale as a multiple of the detector's usual size for an image of this size. */
  double of(ImageSize tile) {
    return trained == null
        ? enlargement
        : enlargement * trained.scale() / resize.geometry(tile).scale();
  }

  /** Pixels of the network's input for a pixel of the tile. */
  double pixels(ImageSize tile) {
    return of(tile) * resize.geometry(tile).scale();
  }
}
