package dev.osprey.data.augmentation;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.ResizeRule;
import java.util.List;

/**
 * Resizes training images to one size, whatever their aspect ratio; the resize rule of the
 * preprocessing is for inference. To keep the aspect ratio, make images square first ({@link
 * SquareCrop}, {@link PadToSquare}).
 *
 * @param height in pixels
 * @param width in pixels
 * @param interpolations one of them is drawn for each image, with equal probability
 */
public record Resize(int height, int width, List<Interpolation> interpolations)
    implements Augmentation {

  public Resize {
    interpolations = List.copyOf(interpolations);
    if (interpolations.isEmpty()) {
      throw new UserError("resize has no interpolations; it needs one or more");
    }
    var unused = new ResizeRule.FixedSize(height, width, interpolations.get(0));
  }

  @Override
  public TrainingImage apply(TrainingImage sample, SeededRandom random) {
    Interpolation interpolation = interpolations.get(random.nextInt(interpolations.size()));
    return sample.withResize(new ResizeRule.FixedSize(height, width, interpolation));
  }

  @Override
  public List<Extent> extremes(Extent before) {
    Interpolation any = interpolations.get(0);
    return List.of(new Extent(before.size(), new ResizeRule.FixedSize(height, width, any)));
  }
}
