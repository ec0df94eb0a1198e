package dev.osprey.detection.postprocess;

import dev.osprey.detection.anchor.Anchors;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Pairs of anchor and class with their score, before their boxes are decoded.
 *
 * @param anchors indices over all levels
 * @param labels from 0
 * @param scores of the first level by descending score, then of the second level, …
 */
public record ScoredAnchors(int[] anchors, int[] labels, float[] scores) {

  /**
   * The best pairs of each level.
   *
   * @param cut number of pairs taken from a level, by its size
   */
  static ScoredAnchors best(List<RankedLevel> levels, Anchors anchors, IntUnaryOperator cut) {
    return best(levels, anchors, levels.stream().mapToInt(RankedLevel::size).map(cut).toArray());
  }

  /**
   * The best pairs of each level.
   *
   * @param counts number of pairs taken from each level
   */
  public static ScoredAnchors best(List<RankedLevel> levels, Anchors anchors, int[] counts) {
    int size = 0;
    for (int count : counts) {
      size += count;
    }
    ScoredAnchors best = new ScoredAnchors(new int[size], new int[size], new float[size]);
    int row = 0;
    for (int l = 0; l < counts.length; l++) {
      RankedLevel level = levels.get(l);
      int first = anchors.levels().get(l).start();
      for (int rank = 0; rank < counts[l]; rank++, row++) {
        int position = level.positions()[rank];
        best.anchors[row] = first + position / level.classes();
        best.labels[row] = position % level.classes();
        best.scores[row] = level.scores()[rank];
      }
    }
    return best;
  }

  /** The number of pairs. */
  public int size() {
    return scores.length;
  }
}
