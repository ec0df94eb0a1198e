package dev.osprey.inference.views;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Nms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Merges the detections of overlapping tiles into one result, class by class.
 *
 * <p>NMS alone is not enough: a tile's border cuts objects, and the box of a part has little
 * overlap with that of the whole, or a better score. SAHI therefore compares the intersection with
 * the smaller box, for all boxes, and so loses small objects in front of large ones. Here only
 * boxes at a seam (those that touch an inner border of their tile) are compared in this way, and
 * only within the part that both tiles share: two boxes are the same object if, wherever one tile
 * ends inside the other one, both reach that border or neither does, and if the two, each clipped
 * to what the tiles share, cover more than half of each other. Then
 *
 * <ol>
 *   <li>boxes that no seam cuts go through NMS;
 *   <li>parts of one of those are dropped, even with a better score;
 *   <li>other parts of one object, which is whole in no tile, become the box around them, with the
 *       best one's score and landmarks;
 *   <li>all go through NMS, for boxes at a seam that only overlap.
 * </ol>
 *
 * Which tile comes first matters only where scores are equal.
 */
final class TileMerging {
  /** As SAHI's {@code postprocess_match_threshold}. */
  private static final float SHARED = 0.5f;

  /** Tolerance of the position of a cut, as a share of a tile's side. */
  private static final double TOUCHING = 0.01;

  /** The same in pixels, for small tiles. */
  private static final double MINIMUM_TOUCHING = 2;

  private final ImageSize image;
  private final double nmsThreshold;
  private final Detections found;
  private final float[] boxes;
  private final double touchingX;
  private final double touchingY;

  /** The tile that each row was found in. */
  private final Tile[] tiles;

  /**
   * @param tiles the whole image may be one of them
   * @param found in each tile, in pixels of the image
   */
  TileMerging(ImageSize image, List<Tile> tiles, List<Detections> found, double nmsThreshold) {
    this.image = image;
    this.nmsThreshold = nmsThreshold;
    this.found = Detections.concat(found);
    this.boxes = this.found.rows().boxes();
    this.touchingX = touching(tiles.stream().mapToInt(tile -> tile.size().width()));
    this.touchingY = touching(tiles.stream().mapToInt(tile -> tile.size().height()));
    this.tiles = new Tile[this.found.size()];
    int row = 0;
    for (int i = 0; i < found.size(); i++) {
      Arrays.fill(this.tiles, row, row + found.get(i).size(), tiles.get(i));
      row += found.get(i).size();
    }
  }

  /** The merged detections by descending score. */
  Detections merge() {
    int[] whole = suppressed(rows(i -> !isCut(i)));
    int[] parts = rows(i -> isCut(i) && Arrays.stream(whole).noneMatch(j -> isSameObject(i, j)));
    Detections merged = Detections.concat(List.of(found.select(whole), joined(parts)));
    return merged.select(Nms.keepWithinLabels(merged.rows(), nmsThreshold));
  }

  private int[] rows(IntPredicate which) {
    return IntStream.range(0, tiles.length).filter(which).toArray();
  }

  private int[] suppressed(int[] rows) {
    int[] kept = Nms.keepWithinLabels(found.rows().select(rows), nmsThreshold);
    return Arrays.stream(kept).map(i -> rows[i]).toArray();
  }

  private boolean isCut(int i) {
    Tile tile = tiles[i];
    return (tile.left() > 0 && reachesLeft(i, tile.left()))
        || (tile.top() > 0 && reachesTop(i, tile.top()))
        || (tile.right() < image.width() && reachesRight(i, tile.right()))
        || (tile.bottom() < image.height() && reachesBottom(i, tile.bottom()));
  }

  private boolean reachesLeft(int i, int border) {
    return boxes[4 * i] <= border + touchingX;
  }

  private boolean reachesTop(int i, int border) {
    return boxes[4 * i + 1] <= border + touchingY;
  }

  private boolean reachesRight(int i, int border) {
    return boxes[4 * i + 2] >= border - touchingX;
  }

  private boolean reachesBottom(int i, int border) {
    return boxes[4 * i + 3] >= border - touchingY;
  }

  /** The tolerance of the smallest tile; the whole image may be one of the tiles. */
  private static double touching(IntStream sides) {
    return Math.max(MINIMUM_TOUCHING, TOUCHING * sides.min().orElse(0));
  }

  /** Whether two boxes, at least one of them cut by a seam, belong to the same object. */
  private boolean isSameObject(int i, int j) {
    return found.label(i) == found.label(j)
        && !tiles[i].equals(tiles[j])
        && tiles[i].overlaps(tiles[j])
        && agreeAlongX(i, j)
        && agreeAlongY(i, j)
        && coverEachOther(i, j);
  }

  /**
   * Whether, along x, both boxes or neither reach each border where one tile ends and the other
   * continues.
   */
  private boolean agreeAlongX(int i, int j) {
    int left = Math.max(tiles[i].left(), tiles[j].left());
    int right = Math.min(tiles[i].right(), tiles[j].right());
    boolean sameLeft = tiles[i].left() == tiles[j].left();
    boolean sameRight = tiles[i].right() == tiles[j].right();
    return (sameLeft || reachesLeft(i, left) == reachesLeft(j, left))
        && (sameRight || reachesRight(i, right) == reachesRight(j, right));
  }

  private boolean agreeAlongY(int i, int j) {
    int top = Math.max(tiles[i].top(), tiles[j].top());
    int bottom = Math.min(tiles[i].bottom(), tiles[j].bottom());
    boolean sameTop = tiles[i].top() == tiles[j].top();
    boolean sameBottom = tiles[i].bottom() == tiles[j].bottom();
    return (sameTop || reachesTop(i, top) == reachesTop(j, top))
        && (sameBottom || reachesBottom(i, bottom) == reachesBottom(j, bottom));
  }

  private boolean coverEachOther(int i, int j) {
    float[] pair = {
      boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3],
      boxes[4 * j], boxes[4 * j + 1], boxes[4 * j + 2], boxes[4 * j + 3]
    };
    float left = Math.max(tiles[i].left(), tiles[j].left());
    float top = Math.max(tiles[i].top(), tiles[j].top());
    float right = Math.min(tiles[i].right(), tiles[j].right());
    float bottom = Math.min(tiles[i].bottom(), tiles[j].bottom());
    for (int k = 0; k < 8; k += 2) {
      pair[k] = Math.min(Math.max(pair[k], left), right);
      pair[k + 1] = Math.min(Math.max(pair[k + 1], top), bottom);
    }
    float larger = Math.max(Boxes.area(pair, 0), Boxes.area(pair, 1));
    return Boxes.intersection(pair, 0, pair, 1) > SHARED * larger;
  }

  /** The boxes around parts of the same objects, each with the best part's score and landmarks. */
  private Detections joined(int[] parts) {
    List<Detections> objects = new ArrayList<>();
    boolean[] taken = new boolean[tiles.length];
    for (int part : parts) {
      if (!taken[part]) {
        objects.add(object(connected(part, parts, taken)));
      }
    }
    return Detections.concat(objects);
  }

  /** The parts that belong to {@code first}, directly or through others. */
  private List<Integer> connected(int first, int[] parts, boolean[] taken) {
    List<Integer> members = new ArrayList<>(List.of(first));
    taken[first] = true;
    for (int next = 0; next < members.size(); next++) {
      int member = members.get(next);
      for (int other : parts) {
        if (!taken[other] && isSameObject(member, other)) {
          taken[other] = true;
          members.add(other);
        }
      }
    }
    return members;
  }

  /** A single part keeps its box; several parts become the box around them. */
  private Detections object(List<Integer> members) {
    if (members.size() == 1) {
      return found.select(new int[] {members.get(0)});
    }
    int best = members.get(0);
    float[] hull = {
      Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY
    };
    for (int member : members) {
      float[] seen = inTile(member);
      for (int k = 0; k < 2; k++) {
        hull[k] = Math.min(hull[k], seen[k]);
        hull[k + 2] = Math.max(hull[k + 2], seen[k + 2]);
      }
      boolean better = found.score(member) > found.score(best);
      boolean first = found.score(member) == found.score(best) && member < best;
      best = better || first ? member : best;
    }
    Detections of = found.select(new int[] {best});
    return Detections.of(of.rows().withBoxes(hull), of.landmarks());
  }

  /** The box clipped to the inner borders of its tile; unclipped boxes may reach beyond them. */
  private float[] inTile(int i) {
    Tile tile = tiles[i];
    float[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
    box[0] = tile.left() > 0 ? Math.max(box[0], tile.left()) : box[0];
    box[1] = tile.top() > 0 ? Math.max(box[1], tile.top()) : box[1];
    box[2] = tile.right() < image.width() ? Math.min(box[2], tile.right()) : box[2];
    box[3] = tile.bottom() < image.height() ? Math.min(box[3], tile.bottom()) : box[3];
    return box;
  }
}
