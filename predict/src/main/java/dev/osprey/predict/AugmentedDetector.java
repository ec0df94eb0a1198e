package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.predict.TestTimeAugmentation.Mirroring;
import java.util.ArrayList;
import java.util.List;

/**
 * Detects at every scale, mirrored or not, one view after the other, so that memory is that of the
 * largest view. A single view is given as it comes; of several the merged detections are given by
 * descending score, at most as many as the detector gives for one picture.
 */
final class AugmentedDetector implements PictureDetector {
  private final ScaledDetector detector;
  private final TestTimeAugmentation augmentation;
  private final ViewMerging merging;

  AugmentedDetector(
      ScaledDetector detector, TestTimeAugmentation augmentation, ViewMerging merging) {
    this.detector = detector;
    this.augmentation = augmentation;
    this.merging = merging;
  }

  @Override
  public List<Detections> detect(List<RgbPicture> pictures) {
    List<List<Detections>> views = new ArrayList<>();
    for (double scale : augmentation.scales()) {
      views.add(detector.detect(pictures, scale));
    }
    if (augmentation.mirroring() == Mirroring.ADDED) {
      List<RgbPicture> mirrored = pictures.stream().map(RgbPicture::flipHorizontally).toList();
      for (double scale : augmentation.scales()) {
        views.add(toOriginal(detector.detect(mirrored, scale), pictures));
      }
    }
    return views.size() == 1 ? views.get(0) : merge(views, pictures.size());
  }

  private static List<Detections> toOriginal(List<Detections> found, List<RgbPicture> pictures) {
    List<Detections> moved = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      moved.add(new Mirror(pictures.get(i).width()).toOriginal(found.get(i)));
    }
    return moved;
  }

  private List<Detections> merge(List<List<Detections>> views, int pictures) {
    List<Detections> merged = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      int picture = i;
      merged.add(merging.merge(views.stream().map(view -> view.get(picture)).toList()));
    }
    return merged;
  }
}
