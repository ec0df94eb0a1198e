package dev.osprey.inference.views;

import dev.osprey.core.text.UserError;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of test-time augmentation: detection at several scales and mirrored, merged into one
 * result.
 *
 * <p>The final detections of each view are merged, after its score threshold and NMS, as in
 * mmdetection's {@code DetTTAModel} and the multi-scale tests of WIDER FACE (mmdetection's older
 * {@code aug_test_bboxes} merged candidates before NMS). This works for every detector, and each
 * view counts once for each object, not once for each anchor. The price: a box that was dropped by
 * a better box of its own view does not return if another view drops that better box.
 *
 * <p>Rules of the WIDER FACE tests, such as small faces only from enlarged views, or no faces that
 * only one view finds, are tuned to that benchmark and not offered here.
 *
 * @param scales of the size that the detector would resize an image to, limits included; of the
 *     image itself where the detector takes images at their original size. Different numbers above
 *     0, up to {@value #LARGEST_SCALE}
 * @param merge how detections of several views become one
 * @param sizes which objects count in views of other scales than 1
 * @param iou overlap from which boxes of one class are the same object; absent: the detector's NMS
 *     threshold
 */
public record TestTimeAugmentation(
    List<Double> scales, Mirroring mirroring, Merge merge, Sizes sizes, @Nullable Double iou) {
  static final int LARGEST_SCALE = 16;

  /** Whether views are mirrored. */
  public enum Mirroring {
    /** No view is mirrored. */
    NONE,
    /** Each scale is detected twice: as it is, and with left and right exchanged. */
    ADDED
  }

  /** How overlapping detections are merged. */
  public enum Merge {
    /**
     * Weighted boxes fusion (Solovyev, Wang and Gabruseva 2021): box and landmarks are means
     * weighted by score, and the score is the mean over the views that can see the object. The most
     * accurate of the three.
     */
    FUSION,
    /**
     * The detection with the best score is kept with its box and landmarks; the others are dropped.
     */
    NMS,
    /**
     * Box voting (Gidaris and Komodakis 2015, as the tests of WIDER FACE have it): the best score
     * stays; its box is the mean of all boxes of the group, each weighted by its score, and so are
     * its landmarks, point by point.
     */
    VOTING
  }

  /** Which objects count in views at other scales. */
  public enum Sizes {
    /**
     * Objects of sizes that the detector was trained on, see {@link
     * dev.osprey.detection.trained.TrainedSizes}; all if these are unknown.
     */
    TRAINED,
    /** All objects, even those smaller than in training. */
    ANY
  }

  /** Settings that count objects of trained sizes. */
  public TestTimeAugmentation(
      List<Double> scales, Mirroring mirroring, Merge merge, @Nullable Double iou) {
    this(scales, mirroring, merge, Sizes.TRAINED, iou);
  }

  /** Three scales near the trained one, each as it is and mirrored, fused. */
  public static TestTimeAugmentation usual() {
    return new TestTimeAugmentation(
        List.of(0.8, 1.0, 1.25), Mirroring.ADDED, Merge.FUSION, Sizes.TRAINED, null);
  }

  public TestTimeAugmentation {
    scales = List.copyOf(scales);
    if (scales.isEmpty()) {
      throw new UserError("test-time augmentation has no scales; give one or more, such as 1");
    }
    for (double scale : scales) {
      if (!(scale > 0 && scale <= LARGEST_SCALE)) {
        throw new UserError(
            "scale "
                + scale
                + " is not valid; give a number above 0, at most "
                + LARGEST_SCALE
                + ", such as 0.5");
      }
    }
    if (new HashSet<>(scales).size() < scales.size()) {
      throw new UserError("scales " + scales + " contain a value twice; give each once");
    }
    if (iou != null && !(iou >= 0 && iou <= 1)) {
      throw new UserError("iou " + iou + " of merging lies outside [0, 1]; give one such as 0.4");
    }
  }
}
