package dev.osprey.evaluation.coco;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The result of one evaluation with COCO's metrics. Immutable. */
public final class CocoMetrics {
  /** The category id when all categories are pooled, as in the reference. */
  public static final int POOLED_ID = -1;

  private final CocoSettings settings;
  private final List<Integer> categoryIds;
  private final MetricArrays arrays;
  private final CocoSummary summary;

  CocoMetrics(CocoSettings settings, List<Integer> categoryIds, MetricArrays arrays) {
    this.settings = settings;
    this.categoryIds = categoryIds;
    this.arrays = arrays;
    this.summary = summarize();
  }

  public CocoSettings settings() {
    return settings;
  }

  /**
   * The category ids, ascending: the axis K of the arrays. {@link #POOLED_ID} alone if categories
   * are pooled.
   */
  public List<Integer> categoryIds() {
    return categoryIds;
  }

  public CocoSummary summary() {
    return summary;
  }

  /** The averages over all categories that have objects. */
  public CocoAverages overall() {
    return averages(categories());
  }

  /** The averages of each category, in the order of {@link #categoryIds()}. */
  public List<ClassMetrics> perClass() {
    return IntStream.range(0, categoryIds.size()).mapToObj(this::ofClass).toList();
  }

  /**
   * The precision-recall curves at one IoU threshold, in the order of {@link #categoryIds()};
   * categories without ground truth are skipped.
   *
   * @throws IllegalArgumentException if the settings do not contain the threshold
   */
  public List<PrecisionRecallCurve> curves(double iouThreshold) {
    int t = settings.iouThresholds().indexOf(iouThreshold);
    if (t < 0) {
      throw new IllegalArgumentException(
          "IoU threshold " + iouThreshold + " is not among " + settings.iouThresholds());
    }
    List<PrecisionRecallCurve> curves = new ArrayList<>();
    for (int k = 0; k < categoryIds.size(); k++) {
      if (arrays.positives[k * settings.areaRanges().size()] > 0) {
        curves.add(curve(t, k));
      }
    }
    return curves;
  }

  /** The sizes of the axes, {@code {T, R, K, A, M}}. */
  public int[] shape() {
    return new int[] {
      settings.iouThresholds().size(),
      MetricArrays.RECALL_POINTS.size(),
      categoryIds.size(),
      settings.areaRanges().size(),
      settings.maxDetections().size()
    };
  }

  /** A copy of the precisions, [T, R, K, A, M] in C order. */
  public double[] precision() {
    return arrays.precision.clone();
  }

  /** A copy of the recalls, [T, K, A, M] in C order. */
  public double[] recall() {
    return arrays.recall.clone();
  }

  /** A copy of the scores at each precision, [T, R, K, A, M] in C order. */
  public double[] scores() {
    return arrays.scores.clone();
  }

  private CocoSummary summarize() {
    int all = 0;
    int small = area(AreaRange.SMALL);
    int medium = area(AreaRange.MEDIUM);
    int large = area(AreaRange.LARGE);
    return new CocoSummary(
        ap(thresholds(), categories(), all),
        ap(threshold(0.5), categories(), all),
        ap(threshold(0.75), categories(), all),
        ap(thresholds(), categories(), small),
        ap(thresholds(), categories(), medium),
        ap(thresholds(), categories(), large),
        ar(categories(), all, 0),
        settings.maxDetections().size() > 1 ? ar(categories(), all, 1) : -1,
        ar(categories(), all, lastLimit()),
        ar(categories(), small, lastLimit()),
        ar(categories(), medium, lastLimit()),
        ar(categories(), large, lastLimit()));
  }

  private ClassMetrics ofClass(int k) {
    return new ClassMetrics(
        categoryIds.get(k),
        arrays.positives[k * settings.areaRanges().size()],
        averages(new int[] {k}));
  }

  private CocoAverages averages(int[] categories) {
    int limits = settings.maxDetections().size();
    int areas = settings.areaRanges().size();
    return new CocoAverages(
        settings,
        ap(thresholds(), categories, 0),
        each(settings.iouThresholds().size(), t -> ap(new int[] {t}, categories, 0)),
        each(areas, a -> ap(thresholds(), categories, a)),
        each(limits, m -> ar(categories, 0, m)),
        each(areas, a -> ar(categories, a, lastLimit())));
  }

  private static List<Double> each(int count, IntToDoubleFunction number) {
    return IntStream.range(0, count).mapToDouble(number).boxed().toList();
  }

  private PrecisionRecallCurve curve(int t, int k) {
    List<Double> precisions = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int r = 0; r < MetricArrays.RECALL_POINTS.size(); r++) {
      int index = arrays.index(t, r, k, 0, lastLimit());
      precisions.add(arrays.precision[index]);
      scores.add(arrays.scores[index]);
    }
    return new PrecisionRecallCurve(
        categoryIds.get(k),
        settings.iouThresholds().get(t),
        MetricArrays.RECALL_POINTS,
        precisions,
        scores);
  }

  private double ap(int[] thresholds, int[] categories, int area) {
    MeanOfValid mean = new MeanOfValid();
    for (int t : area < 0 ? new int[0] : thresholds) {
      for (int r = 0; r < MetricArrays.RECALL_POINTS.size(); r++) {
        for (int k : categories) {
          mean.accept(arrays.precision[arrays.index(t, r, k, area, lastLimit())]);
        }
      }
    }
    return mean.value();
  }

  private double ar(int[] categories, int area, int limit) {
    MeanOfValid mean = new MeanOfValid();
    for (int t : area < 0 ? new int[0] : thresholds()) {
      for (int k : categories) {
        mean.accept(arrays.recall[arrays.index(t, k, area, limit)]);
      }
    }
    return mean.value();
  }

  private int[] thresholds() {
    return IntStream.range(0, settings.iouThresholds().size()).toArray();
  }

  /**
   * The index of one IoU threshold; empty if the settings do not contain it, so that its average is
   * -1.
   */
  private int[] threshold(double iou) {
    int t = settings.iouThresholds().indexOf(iou);
    return t < 0 ? new int[0] : new int[] {t};
  }

  private int[] categories() {
    return IntStream.range(0, categoryIds.size()).toArray();
  }

  private int area(AreaRange range) {
    for (int a = 0; a < settings.areaRanges().size(); a++) {
      if (settings.areaRanges().get(a).name().equals(range.name())) {
        return a;
      }
    }
    return -1;
  }

  private int lastLimit() {
    return settings.maxDetections().size() - 1;
  }

  /**
   * The mean of the values above -1, with a compensated sum (Neumaier 1974); -1 if there are none.
   */
  private static final class MeanOfValid implements DoubleConsumer {
    private double sum;
    private double compensation;
    private int count;

    @Override
    public void accept(double value) {
      if (!(value > -1)) {
        return;
      }
      double next = sum + value;
      compensation +=
          Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sum = next;
      count++;
    }

    double value() {
      return count == 0 ? -1 : (sum + compensation) / count;
    }
  }
}
