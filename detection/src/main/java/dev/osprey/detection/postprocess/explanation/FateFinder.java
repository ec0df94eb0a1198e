package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detection;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.RankedLevel;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import dev.osprey.detection.postprocess.Selection;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Finds the fate of a candidate in the results of all stages. */
final class FateFinder {
  private final Postprocess.Config config;
  private final ReferenceBoxes references;
  private final ImageOutputs outputs;
  private final Selection selection;
  private final List<RankedLevel> levels;
  private final List<Map<Integer, Integer>> ranksPerLevel;

  /** A finder for the candidates of one image, from one more run of all stages. */
  public FateFinder(Postprocess postprocess, ImageOutputs outputs) {
    this.config = postprocess.config();
    this.references = postprocess.references();
    this.outputs = outputs;
    this.selection = postprocess.select(outputs);
    this.levels = postprocess.ranked(outputs, (float) config.scoreThreshold(), RankedLevel.ALL);
    ranksPerLevel = levels.stream().map(FateFinder::ranks).toList();
  }

  /** The rank of each position, from 0. */
  private static Map<Integer, Integer> ranks(RankedLevel level) {
    Map<Integer, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < level.size(); rank++) {
      ranks.put(level.positions()[rank], rank);
    }
    return ranks;
  }

  /**
   * The fate of a pair of anchor and class.
   *
   * @param anchor index over all levels
   */
  Fate of(int anchor, int label) {
    int level = outputs.levelOf(anchor);
    int classes = levels.get(level).classes();
    Integer rank =
        ranksPerLevel
            .get(level)
            .get((anchor - outputs.anchors().levels().get(level).start()) * classes + label);
    if (rank == null) {
      return new Fate.BelowThreshold(config.scoreThreshold());
    }
    if (rank >= cut(level)) {
      return new Fate.BeyondTopK(Fate.Cut.LEVEL, rank + 1, cut(level));
    }
    int row = rank;
    for (int finer = 0; finer < level; finer++) {
      row += cut(finer);
    }
    return afterTopK(row);
  }

  private int cut(int level) {
    return config.cut(levels.get(level).size());
  }

  /** The rank of a candidate among all levels, from 0. */
  private int place(int row) {
    float[] scores = selection.candidates().scores();
    return (int)
        IntStream.range(0, scores.length)
            .filter(i -> scores[i] > scores[row] || (scores[i] == scores[row] && i < row))
            .count();
  }

  private Fate afterTopK(int row) {
    int valid = Arrays.binarySearch(selection.valid(), row);
    Integer topK = config.topK();
    int place = topK == null || valid >= 0 ? 0 : place(row);
    if (topK != null && place >= topK) {
      return new Fate.BeyondTopK(Fate.Cut.IMAGE, place + 1, topK);
    }
    if (valid < 0) {
      float[] boxes = selection.candidates().boxes();
      return new Fate.TooSmall(
          boxes[4 * row + 2] - boxes[4 * row],
          boxes[4 * row + 3] - boxes[4 * row + 1],
          Objects.requireNonNull(config.minSide(), "only this drops a box that contains a point"),
          references.sideBound());
    }
    int suppressor = selection.suppression().suppressors()[valid];
    if (suppressor >= 0) {
      return new Fate.Suppressed(
          detection(selection.valid()[suppressor]),
          selection.suppression().overlaps()[valid],
          config.nmsThreshold());
    }
    int index = indexOf(selection.reported(), valid);
    if (index >= 0) {
      return new Fate.Kept(index);
    }
    int rank = indexOf(selection.suppression().kept(), valid);
    return new Fate.BeyondLimit(rank + 1, selection.reported().length);
  }

  private Detection detection(int row) {
    float[] box = Boxes.select(selection.candidates().boxes(), new int[] {row});
    return new Detection(
        Boxes.get(outputs.image().geometry().toOriginal(box), 0),
        selection.candidates().labels()[row],
        selection.candidates().scores()[row]);
  }

  private static int indexOf(int[] values, int wanted) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
