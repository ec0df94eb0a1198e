package dev.osprey.evaluation.coco;

import dev.osprey.core.text.UserError;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The settings of COCO's metrics. {@link #standard()} returns those of published numbers.
 *
 * @param iouThresholds ascending, in (0, 1]
 * @param maxDetections limits of detections per image and category, ascending; average precision
 *     uses the last one
 * @param areaRanges ranges with different names; the overall numbers use the first one
 */
public record CocoSettings(
    List<Double> iouThresholds,
    List<Integer> maxDetections,
    List<AreaRange> areaRanges,
    Categories categories) {
  private static final int MAX_SHOWN = 4;
  private static final List<Double> DEFAULT_SHOWN = List.of(0.5, 0.75);

  /** Whether a detection matches only objects of its category. */
  public enum Categories {
    /** Each category is evaluated separately, and the overall numbers are means over categories. */
    SEPARATE,
    /** Categories are ignored: the reference's {@code useCats=0}. */
    POOLED
  }

  public CocoSettings {
    iouThresholds = List.copyOf(iouThresholds);
    maxDetections = List.copyOf(maxDetections);
    areaRanges = List.copyOf(areaRanges);
    if (iouThresholds.isEmpty()
        || !isAscending(iouThresholds)
        || !(iouThresholds.get(0) > 0)
        || !(iouThresholds.get(iouThresholds.size() - 1) <= 1)) {
      throw new UserError(
          "IoU thresholds must be ascending and in (0, 1], such as 0.5, 0.75; they are "
              + iouThresholds);
    }
    if (maxDetections.isEmpty() || !isAscending(maxDetections) || maxDetections.get(0) < 1) {
      throw new UserError(
          "limits of detections must be ascending and 1 or more, such as 1, 10, 100; they are "
              + maxDetections);
    }
    if (areaRanges.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one area range");
    }
    List<String> names = areaRanges.stream().map(AreaRange::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new UserError("area ranges must have different names; they are " + names);
    }
  }

  /**
   * The settings of published numbers: IoU 0.50:0.05:0.95; 1, 10 and 100 detections; all, small,
   * medium and large objects; separate categories.
   */
  public static CocoSettings standard() {
    return new CocoSettings(
        linspace(0.5, 0.95, 10),
        List.of(1, 10, 100),
        List.of(AreaRange.ALL, AreaRange.SMALL, AreaRange.MEDIUM, AreaRange.LARGE),
        Categories.SEPARATE);
  }

  /** These settings with other treatment of categories. */
  public CocoSettings with(Categories other) {
    return new CocoSettings(iouThresholds, maxDetections, areaRanges, other);
  }

  /**
   * The IoU thresholds that have their own line or column in tables: all if there are few, else
   * 0.50 and 0.75.
   */
  List<Double> shownThresholds() {
    return iouThresholds.size() <= MAX_SHOWN
        ? iouThresholds
        : iouThresholds.stream().filter(DEFAULT_SHOWN::contains).toList();
  }

  /**
   * Computes the same doubles as numpy's linspace, because the last digit of a threshold decides
   * whether an equal IoU matches.
   */
  static List<Double> linspace(double start, double stop, int count) {
    double step = (stop - start) / (count - 1);
    return IntStream.range(0, count)
        .mapToObj(i -> i == count - 1 ? stop : i * step + start)
        .toList();
  }

  private static <T extends Comparable<T>> boolean isAscending(List<T> values) {
    return IntStream.range(1, values.size())
        .allMatch(i -> values.get(i - 1).compareTo(values.get(i)) < 0);
  }
}
