package dev.osprey.inference.views;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Detects at every scale, mirrored or not, one view after the other, so that the largest view
 * determines the memory. The detections of a single view are returned unchanged; those of several
 * views are merged and sorted by descending score, up to the detector's limit for one image.
 */
final class AugmentedDetector implements ImageDetector {
  private final ScaledDetector detector;
  private final TestTimeAugmentation augmentation;
  private final ViewMerging merging;
  private final Function<ImageSize, SizeFilter> sizes;

  /**
   * @param sizes filter of object sizes, by the size of the image
   */
  AugmentedDetector(
      ScaledDetector detector,
      TestTimeAugmentation augmentation,
      ViewMerging merging,
      Function<ImageSize, SizeFilter> sizes) {
    this.detector = detector;
    this.augmentation = augmentation;
    this.merging = merging;
    this.sizes = sizes;
  }

  @Override
  public List<Detections> detect(List<RgbImage> images) {
    List<Double> scales = new ArrayList<>(augmentation.scales());
    List<List<Detections>> found = new ArrayList<>();
    for (double scale : augmentation.scales()) {
      found.add(detector.detect(images, scale));
    }
    if (augmentation.mirroring() == Mirroring.ADDED) {
      List<RgbImage> mirrored = images.stream().map(RgbImage::flipHorizontally).toList();
      scales.addAll(augmentation.scales());
      for (double scale : augmentation.scales()) {
        found.add(toOriginal(detector.detect(mirrored, scale), images));
      }
    }
    return found.size() == 1 ? found.get(0) : merge(scales, found, images);
  }

  private static List<Detections> toOriginal(List<Detections> found, List<RgbImage> images) {
    List<Detections> moved = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      moved.add(new MirroredView(images.get(i).width()).toOriginal(found.get(i)));
    }
    return moved;
  }

  private List<Detections> merge(
      List<Double> scales, List<List<Detections>> found, List<RgbImage> images) {
    List<Detections> merged = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      List<View> views = new ArrayList<>();
      for (int k = 0; k < found.size(); k++) {
        views.add(new View(scales.get(k), found.get(k).get(i)));
      }
      merged.add(merging.merge(views, sizes.apply(images.get(i).size())));
    }
    return merged;
  }
}
