package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.data.augmentation.Augmentation.Extent;
import dev.osprey.data.image.codec.ReducedImage;
import dev.osprey.data.transform.ResizeRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The reduced scale at which an image of training may be decoded: whatever the augmentations draw,
 * the decoded image or crop still has at least the sides that the resize rule asks for.
 */
record ReductionChoice(ResizeRule resize, List<Augmentation> augmentations)
    implements ReducedImage.DivisorChoice {
  private static final int[] DIVISORS = {8, 4, 2};

  @Override
  public int divisor(ImageSize whole) {
    Set<Extent> extents = Set.of(new Extent(whole, resize));
    for (Augmentation augmentation : augmentations) {
      List<Extent> after = new ArrayList<>();
      extents.forEach(extent -> after.addAll(augmentation.extremes(extent)));
      extents = new LinkedHashSet<>(after);
    }
    for (int divisor : DIVISORS) {
      if (extents.stream().allMatch(extent -> extent.allows(divisor))) {
        return divisor;
      }
    }
    return 1;
  }
}
