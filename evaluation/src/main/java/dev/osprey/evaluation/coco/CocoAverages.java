package dev.osprey.evaluation.coco;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Average precisions and recalls of one category or over all categories, each in [0, 1], or -1 if
 * there is no ground truth.
 *
 * @param settings settings of the evaluation, whose lists give the order of the lists below
 * @param ap average precision over all IoU thresholds
 * @param apPerIou average precision at each IoU threshold
 * @param apPerArea average precision of each area range, over all IoU thresholds; the first is
 *     {@code ap}
 * @param arPerLimit average recall with each limit of detections
 * @param arPerArea average recall of each area range with the largest limit
 */
public record CocoAverages(
    CocoSettings settings,
    double ap,
    List<Double> apPerIou,
    List<Double> apPerArea,
    List<Double> arPerLimit,
    List<Double> arPerArea) {

  public CocoAverages {
    apPerIou = List.copyOf(apPerIou);
    apPerArea = List.copyOf(apPerArea);
    arPerLimit = List.copyOf(arPerLimit);
    arPerArea = List.copyOf(arPerArea);
  }

  /**
   * The average precision at one IoU threshold; -1 also if the settings do not contain the
   * threshold.
   */
  public double ap(double iouThreshold) {
    int t = settings.iouThresholds().indexOf(iouThreshold);
    return t < 0 ? -1 : apPerIou.get(t);
  }

  /** Average recall with the largest limit of detections. */
  public double ar() {
    return arPerLimit.get(arPerLimit.size() - 1);
  }

  /**
   * Short names in the order of {@link #values()}, for files: {@code AP}, {@code AP50} …, {@code
   * APs}, {@code APm}, {@code APl}, {@code AR1} …, {@code ARs} …; another range than small, medium
   * and large has its full name: {@code AP_name}.
   */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of("AP"));
    settings.iouThresholds().forEach(iou -> names.add(name(iou)));
    addAreas(names, "AP");
    settings.maxDetections().forEach(limit -> names.add("AR" + limit));
    addAreas(names, "AR");
    return names;
  }

  /** All numbers, without those of the first area range, which repeat {@code ap} and AR. */
  public List<Double> values() {
    List<Double> values = new ArrayList<>(List.of(ap));
    values.addAll(apPerIou);
    values.addAll(apPerArea.subList(1, apPerArea.size()));
    values.addAll(arPerLimit);
    values.addAll(arPerArea.subList(1, arPerArea.size()));
    return values;
  }

  private void addAreas(List<String> names, String kind) {
    for (AreaRange range : settings.areaRanges().subList(1, settings.areaRanges().size())) {
      names.add(
          switch (range.name()) {
            case "small", "medium", "large" -> kind + range.name().charAt(0);
            default -> kind + "_" + range.name();
          });
    }
  }

  /** {@code AP75} for 0.75, {@code AP62.5} for 0.625. */
  static String name(double iouThreshold) {
    BigDecimal percent = BigDecimal.valueOf(iouThreshold).movePointRight(2);
    return "AP" + percent.setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
  }
}
