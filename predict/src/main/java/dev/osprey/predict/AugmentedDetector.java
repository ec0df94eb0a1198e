package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.predict.TestTimeAugmentation.Mirroring;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Detects at every scale, mirrored or not, one view after the other, so that memory is that of the
 * largest view. A single view is given as it comes; of several the merged detections are given by
 * descending score, at most as many as the detector gives for one picture.
 */
final class AugmentedDetector implements PictureDetector {
  private final ScaledDetector detector;
  private final TestTimeAugmentation augmentation;
  private final ViewMerging merging;
  private final Function<ImageSize, SizeFilter> sizes;

  /**
   * @param sizes what views see, by the size of the picture
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
  public List<Detections> detect(List<RgbPicture> pictures) {
    List<Double> scales = new ArrayList<>(augmentation.scales());
    List<List<Detections>> found = new ArrayList<>();
    for (double scale : augmentation.scales()) {
      found.add(detector.detect(pictures, scale));
    }
    if (augmentation.mirroring() == Mirroring.ADDED) {
      List<RgbPicture> mirrored = pictures.stream().map(RgbPicture::flipHorizontally).toList();
      scales.addAll(augmentation.scales());
      for (double scale : augmentation.scales()) {
        found.add(toOriginal(detector.detect(mirrored, scale), pictures));
      }
    }
    return found.size() == 1 ? found.get(0) : merge(scales, found, pictures);
  }

  private static List<Detections> toOriginal(List<Detections> found, List<RgbPicture> pictures) {
    List<Detections> moved = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      moved.add(new Mirror(pictures.get(i).width()).toOriginal(found.get(i)));
    }
    return moved;
  }

  private List<Detections> merge(
      List<Double> scales, List<List<Detections>> found, List<RgbPicture> pictures) {
    List<Detections> merged = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      List<View> views = new ArrayList<>();
      for (int k = 0; k < found.size(); k++) {
        views.add(new View(scales.get(k), found.get(k).get(i)));
      }
      merged.add(merging.merge(views, sizes.apply(pictures.get(i).size())));
    }
    return merged;
  }
}
