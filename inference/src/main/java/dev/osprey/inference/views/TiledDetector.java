package dev.osprey.inference.views;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import dev.osprey.inference.views.Tiling.WholeImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Detects tile by tile and joins objects that seams cut. Besides the image itself it needs the
 * memory of a few tiles. The detections of a single tile are returned unchanged; otherwise they are
 * sorted by descending score.
 */
final class TiledDetector implements ImageDetector {
  /** Number of tiles in a batch: more are hardly faster on a CPU and need more memory. */
  private static final int TILES_AT_ONCE = 2;

  private final ImageDetector detector;
  private final ImageDetector whole;
  private final Tiling tiling;
  private final double nmsThreshold;

  /**
   * @param detector of single tiles
   * @param whole of images as they are
   * @param tiling with all settings resolved
   * @param nmsThreshold boxes of different tiles are the same object if their IoU is above it
   */
  TiledDetector(ImageDetector detector, ImageDetector whole, Tiling tiling, double nmsThreshold) {
    this.detector = detector;
    this.whole = whole;
    this.tiling = tiling;
    this.nmsThreshold = nmsThreshold;
  }

  @Override
  public List<Detections> detect(List<RgbImage> images) {
    return images.stream().map(this::detectTiled).toList();
  }

  private Detections detectTiled(RgbImage image) {
    List<Tile> tiles = tiling.tiles(image.size());
    if (tiles.size() == 1) {
      return detector.detect(image);
    }
    List<Detections> found = new ArrayList<>();
    for (int first = 0; first < tiles.size(); first += TILES_AT_ONCE) {
      found.addAll(detect(image, tiles.subList(first, end(first, tiles.size()))));
    }
    List<Tile> views = new ArrayList<>(tiles);
    if (tiling.wholeImage() == WholeImage.ADDED) {
      views.add(new Tile(0, 0, image.size()));
      found.add(whole.detect(image));
    }
    return new TileMerging(image.size(), views, found, nmsThreshold).merge();
  }

  private static int end(int first, int tiles) {
    return Math.min(first + TILES_AT_ONCE, tiles);
  }

  private List<Detections> detect(RgbImage image, List<Tile> tiles) {
    List<Detections> found = detector.detect(tiles.stream().map(one -> one.cut(image)).toList());
    List<Detections> moved = new ArrayList<>();
    for (int i = 0; i < tiles.size(); i++) {
      moved.add(tiles.get(i).toImage(found.get(i)));
    }
    return moved;
  }
}
