package dev.osprey.evaluation.coco;

import java.util.List;

/**
 * COCO's 12 numbers, each in [0, 1], or -1 if there is no ground truth. The components are named
 * after the standard settings; with other settings, {@code ap} is the mean over their thresholds,
 * {@code ar1}, {@code ar10} and {@code ar100} belong to the first, second and last limit, and the
 * numbers of thresholds or area ranges that the settings do not contain are -1.
 *
 * @param ap average precision over IoU 0.50:0.95, known as mAP
 * @param ap50 at IoU 0.50, known as mAP50
 * @param ap75 at IoU 0.75
 * @param apSmall of objects up to 32² pixels
 * @param apMedium of objects from 32² to 96² pixels
 * @param apLarge of objects from 96² pixels
 * @param ar1 average recall with one detection per image and category
 * @param ar10 with 10
 * @param ar100 with 100
 * @param arSmall with 100, of objects up to 32² pixels
 * @param arMedium with 100, of objects from 32² to 96² pixels
 * @param arLarge with 100, of objects from 96² pixels
 */
public record CocoSummary(
    double ap,
    double ap50,
    double ap75,
    double apSmall,
    double apMedium,
    double apLarge,
    double ar1,
    double ar10,
    double ar100,
    double arSmall,
    double arMedium,
    double arLarge) {

  /** Short names in the order of {@link #values()}, for files. */
  public static final List<String> NAMES =
      List.of(
          "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl");

  /** The numbers in the reference's order. */
  public double[] values() {
    return new double[] {
      ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge
    };
  }
}
