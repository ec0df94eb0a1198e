package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.predict.Tiling.WholePicture;
import java.util.ArrayList;
import java.util.List;

/**
 * Detects tile by tile and puts together what seams cut. Beside the picture itself, memory is that
 * of a few tiles. A picture that is a single tile is given as its detector gives it; else the
 * result is by descending score.
 */
final class TiledDetector implements PictureDetector {
  /** More at once are hardly faster on a CPU and need their memory. */
  private static final int TILES_AT_ONCE = 2;

  private final PictureDetector detector;
  private final PictureDetector whole;
  private final Tiling tiling;
  private final double nmsThreshold;

  /**
   * @param detector of single tiles
   * @param whole of pictures as they are
   * @param tiling with nothing left open
   * @param nmsThreshold boxes of different tiles are the same object if their IoU is above it
   */
  TiledDetector(
      PictureDetector detector, PictureDetector whole, Tiling tiling, double nmsThreshold) {
    this.detector = detector;
    this.whole = whole;
    this.tiling = tiling;
    this.nmsThreshold = nmsThreshold;
  }

  @Override
  public List<Detections> detect(List<RgbPicture> pictures) {
    return pictures.stream().map(this::detectTiled).toList();
  }

  private Detections detectTiled(RgbPicture picture) {
    List<Tile> tiles = tiling.tiles(picture.size());
    if (tiles.size() == 1) {
      return detector.detect(picture);
    }
    List<Detections> found = new ArrayList<>();
    for (int first = 0; first < tiles.size(); first += TILES_AT_ONCE) {
      found.addAll(detect(picture, tiles.subList(first, end(first, tiles.size()))));
    }
    List<Tile> views = new ArrayList<>(tiles);
    if (tiling.wholePicture() == WholePicture.ADDED) {
      views.add(new Tile(0, 0, picture.size()));
      found.add(whole.detect(picture));
    }
    return new SeamMerging(picture.size(), views, found, nmsThreshold).merge();
  }

  private static int end(int first, int tiles) {
    return Math.min(first + TILES_AT_ONCE, tiles);
  }

  private List<Detections> detect(RgbPicture picture, List<Tile> tiles) {
    List<Detections> found = detector.detect(tiles.stream().map(one -> one.cut(picture)).toList());
    List<Detections> moved = new ArrayList<>();
    for (int i = 0; i < tiles.size(); i++) {
      moved.add(tiles.get(i).toPicture(found.get(i)));
    }
    return moved;
  }
}
