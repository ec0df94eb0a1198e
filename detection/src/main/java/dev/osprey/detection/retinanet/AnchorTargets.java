package dev.osprey.detection.retinanet;

import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.matching.MaxIouMatcher;
import java.util.Arrays;
import java.util.List;

/**
 * What a batch's anchors should say. Rows number the anchors of all pictures: picture · A + anchor.
 *
 * @param rows N · A
 * @param ignored rows that take no part
 * @param positives rows that answer for a ground-truth box
 * @param positiveLabels its label, from 0
 * @param positiveBoxes the box, packed xyxy, pixels of the resized picture
 * @param positiveAnchors the anchor, packed xyxy
 * @param positivesPerPicture N
 */
public record AnchorTargets(
    int rows,
    long[] ignored,
    long[] positives,
    int[] positiveLabels,
    float[] positiveBoxes,
    float[] positiveAnchors,
    int[] positivesPerPicture) {

  /** The objects of one picture: boxes packed xyxy in pixels of the resized picture. */
  public record Objects(float[] boxes, int[] labels) {}

  public int pictures() {
    return positivesPerPicture.length;
  }

  /** Matches each picture's objects to the same anchors. */
  public static AnchorTargets match(
      MaxIouMatcher matcher, Anchors anchors, List<Objects> pictures) {
    int perPicture = anchors.size();
    int[][] matches =
        pictures.parallelStream()
            .map(objects -> matcher.match(objects.boxes(), anchors.boxes()))
            .toArray(int[][]::new);
    int[] positiveCounts = new int[matches.length];
    int ignoredCount = 0;
    for (int picture = 0; picture < matches.length; picture++) {
      for (int match : matches[picture]) {
        positiveCounts[picture] += match >= 0 ? 1 : 0;
        ignoredCount += match == MaxIouMatcher.IGNORED ? 1 : 0;
      }
    }
    int total = Arrays.stream(positiveCounts).sum();
    Collector collector = new Collector(total, ignoredCount);
    for (int picture = 0; picture < matches.length; picture++) {
      Objects objects = pictures.get(picture);
      for (int anchor = 0; anchor < perPicture; anchor++) {
        long row = (long) picture * perPicture + anchor;
        int match = matches[picture][anchor];
        if (match >= 0) {
          collector.positive(row, match, objects, anchor, anchors.boxes());
        } else if (match == MaxIouMatcher.IGNORED) {
          collector.ignored(row);
        }
      }
    }
    return collector.finish(matches.length * perPicture, positiveCounts);
  }

  /** Fills the arrays one anchor at a time. */
  private static final class Collector {
    private final long[] ignored;
    private final long[] positives;
    private final int[] labels;
    private final float[] boxes;
    private final float[] anchors;
    private int ignoredSize;
    private int size;

    Collector(int positiveCount, int ignoredCount) {
      ignored = new long[ignoredCount];
      positives = new long[positiveCount];
      labels = new int[positiveCount];
      boxes = new float[4 * positiveCount];
      anchors = new float[4 * positiveCount];
    }

    void positive(long row, int object, Objects objects, int anchor, float[] allAnchors) {
      positives[size] = row;
      labels[size] = objects.labels()[object];
      System.arraycopy(objects.boxes(), 4 * object, boxes, 4 * size, 4);
      System.arraycopy(allAnchors, 4 * anchor, anchors, 4 * size, 4);
      size++;
    }

    void ignored(long row) {
      ignored[ignoredSize++] = row;
    }

    AnchorTargets finish(int rows, int[] positiveCounts) {
      return new AnchorTargets(rows, ignored, positives, labels, boxes, anchors, positiveCounts);
    }
  }
}
