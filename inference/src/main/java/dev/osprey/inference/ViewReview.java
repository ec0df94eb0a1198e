package dev.osprey.inference;

import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.detection.trained.TrainedSizes.Range;
import dev.osprey.inference.views.SizeFilter;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.Tiling;
import dev.osprey.inference.views.Views;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Warns of views in which objects have other sizes than in the detector's training. */
public final class ViewReview {
  private final Views views;
  private final @Nullable TrainedSizes trained;
  private final ResizeRule resize;

  /** Whether the engine resizes tiles like whole images. */
  private final boolean ownScale;

  private ViewReview(Views views, LoadedDetector detector) {
    this.views = views;
    this.trained = detector.trainedSizes();
    this.resize = detector.config().preprocessing().resize();
    this.ownScale = !detector.takesOtherScales();
  }

  /** Returns the warnings, one line each; empty if there is none. */
  public static List<String> warnings(Views views, LoadedDetector detector) {
    ViewReview review = new ViewReview(views, detector);
    return List.of(review.ofScales(), review.ofTiles()).stream().flatMap(Optional::stream).toList();
  }

  private Optional<String> ofScales() {
    TestTimeAugmentation augmentation = views.augmentation();
    if (augmentation == null) {
      return Optional.empty();
    }
    List<Double> far =
        augmentation.scales().stream().filter(scale -> !SizeFilter.isNear(scale)).toList();
    if (far.isEmpty()) {
      return Optional.empty();
    }
    if (trained == null) {
      return Optional.of(
          "the model file does not contain the object sizes of its training, so detections at scales "
              + far
              + " cannot be checked against them; compare with scales=0.8,1,1.25 using val");
    }
    if (augmentation.sizes() == TestTimeAugmentation.Sizes.ANY) {
      return Optional.of(
          "at scales "
              + far
              + " objects have other sizes than in training, and sizes=any counts all detections"
              + " there; compare with sizes=trained using val");
    }
    List<Double> blind = far.stream().filter(scale -> !seesMost(scale, trained)).toList();
    return blind.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "at scales "
                + blind
                + " most classes have sizes that did not occur in training, so these views count"
                + " for few objects; leave them out, or train with scale-jitter");
  }

  /**
   * Whether, for at least half of the classes, objects at this scale have sizes that occurred in
   * training.
   */
  private static boolean seesMost(double scale, TrainedSizes trained) {
    List<Range> ranges = trained.classes();
    long seen =
        ranges.stream()
            .filter(range -> range.largest() / range.smallest() >= 1.5 * Math.max(scale, 1 / scale))
            .count();
    return 2 * seen >= ranges.size();
  }

  private Optional<String> ofTiles() {
    Tiling tiling = views.tiling();
    if (tiling == null) {
      return Optional.empty();
    }
    Tiling fitted = tiling.fitted(trained, resize);
    if (tiling.size() != null && !tiling.size().equals(fitted.size())) {
      return Optional.of(
          "tiles of "
              + tiling.size()
              + " pixels show less than a training image; tiles of "
              + fitted.size()
              + " are used. To find smaller objects, enlarge them (--tile-enlarge 2)");
    }
    double enlargement = fitted.enlargement();
    if (trained != null && ownScale) {
      int side = Objects.requireNonNull(fitted.size());
      enlargement = resize.geometry(new ImageSize(side, side)).scale() / trained.scale();
    }
    return SizeFilter.isNear(enlargement)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "in these tiles objects appear %.2g times as large as in training; compare using val",
                enlargement));
  }
}
