package dev.osprey.data.augmentation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.transform.ResizeRule;
import java.util.Collections;
import java.util.List;

/**
 * A random change of an image in training; boxes follow the pixels. Each is one record of its
 * settings, and a training configuration lists them in the order in which they are applied.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Augmentation.HorizontalFlip.class, name = "horizontal-flip"),
  @JsonSubTypes.Type(value = Augmentation.VerticalFlip.class, name = "vertical-flip"),
  @JsonSubTypes.Type(value = Augmentation.Transpose.class, name = "transpose"),
  @JsonSubTypes.Type(value = Augmentation.ScaleJitter.class, name = "scale-jitter"),
  @JsonSubTypes.Type(value = Augmentation.ShortestSideChoice.class, name = "shortest-side-choice"),
  @JsonSubTypes.Type(value = Resize.class, name = "resize"),
  @JsonSubTypes.Type(value = SquareCrop.class, name = "square-crop"),
  @JsonSubTypes.Type(value = PadToSquare.class, name = "pad-to-square"),
  @JsonSubTypes.Type(value = ColorJitter.class, name = "color-jitter"),
  @JsonSubTypes.Type(value = PhotometricDistortion.class, name = "photometric-distortion")
})
public sealed interface Augmentation
    permits Augmentation.HorizontalFlip,
        Augmentation.VerticalFlip,
        Augmentation.Transpose,
        Augmentation.ScaleJitter,
        Augmentation.ShortestSideChoice,
        Resize,
        SquareCrop,
        PadToSquare,
        ColorJitter,
        PhotometricDistortion {

  /** Returns the changed image; it depends only on the input and {@code random}. */
  TrainingImage apply(TrainingImage sample, SeededRandom random);

  /** Throws if the augmentation does not fit the resize rule. */
  default void requireFits(ResizeRule resize) {}

  /** A size that an image may have during augmentation, and the resize rule at that point. */
  record Extent(ImageSize size, ResizeRule resize) {

    /**
     * Whether an image decoded at 1/{@code divisor} of its sides has at least the sides to which it
     * is resized. Rules whose target depends on the decoded size allow none.
     */
    public boolean allows(int divisor) {
      if (resize instanceof ResizeRule.None || resize instanceof ResizeRule.Factor) {
        return false;
      }
      ImageSize target = resize.geometry(size).resized();
      return (long) target.height() * divisor <= size.height()
          && (long) target.width() * divisor <= size.width();
    }
  }

  /**
   * The results of this augmentation that need the most pixels of an image, one of which has the
   * largest magnification. Augmentations that change neither the size nor the rule return {@code
   * before}.
   */
  default List<Extent> extremes(Extent before) {
    return List.of(before);
  }

  private static void requireProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new UserError("probability " + probability + " is not between 0 and 1");
    }
  }

  /** Mirrors left and right. */
  record HorizontalFlip(double probability) implements Augmentation {
    public HorizontalFlip {
      requireProbability(probability);
    }

    @Override
    public TrainingImage apply(TrainingImage sample, SeededRandom random) {
      if (random.nextDouble() >= probability) {
        return sample;
      }
      int width = sample.image().width();
      RgbImage flipped = sample.image().flipHorizontally();
      return sample.mirrored(flipped, point -> new Point(width - point.x(), point.y()));
    }
  }

  /** Mirrors top and bottom. */
  record VerticalFlip(double probability) implements Augmentation {
    public VerticalFlip {
      requireProbability(probability);
    }

    @Override
    public TrainingImage apply(TrainingImage sample, SeededRandom random) {
      if (random.nextDouble() >= probability) {
        return sample;
      }
      int height = sample.image().height();
      RgbImage flipped = sample.image().flipVertically();
      return sample.mirrored(flipped, point -> new Point(point.x(), height - point.y()));
    }
  }

  /** Exchanges rows and columns; together with both flips this gives all quarter turns. */
  record Transpose(double probability) implements Augmentation {
    public Transpose {
      requireProbability(probability);
    }

    @Override
    public TrainingImage apply(TrainingImage sample, SeededRandom random) {
      if (random.nextDouble() >= probability) {
        return sample;
      }
      return sample.mirrored(sample.image().transpose(), point -> new Point(point.y(), point.x()));
    }

    @Override
    public List<Extent> extremes(Extent before) {
      ImageSize size = before.size();
      ImageSize transposed = new ImageSize(size.width(), size.height());
      return List.of(before, new Extent(transposed, before.resize()));
    }
  }

  /** Enlarges the image by a factor drawn uniformly from [minimum, maximum). */
  record ScaleJitter(double minimum, double maximum) implements Augmentation {
    public ScaleJitter {
      if (!(minimum > 0 && maximum >= minimum && Double.isFinite(maximum))) {
        throw new UserError(
            "scale-jitter from " + minimum + " to " + maximum + " needs 0 < minimum <= maximum");
      }
    }

    @Override
    public TrainingImage apply(TrainingImage sample, SeededRandom random) {
      return sample.withResize(sample.resize().scaledBy(random.nextDouble(minimum, maximum)));
    }

    @Override
    public void requireFits(ResizeRule resize) {
      var unused = resize.scaledBy(1);
    }

    @Override
    public List<Extent> extremes(Extent before) {
      return List.of(new Extent(before.size(), before.resize().scaledBy(maximum)));
    }
  }

  /**
   * Draws the shortest side from several, with equal probability; the resize rule's own side is for
   * inference.
   */
  record ShortestSideChoice(List<Integer> sides) implements Augmentation {
    public ShortestSideChoice {
      sides = List.copyOf(sides);
      if (sides.isEmpty() || sides.stream().anyMatch(side -> side < 1)) {
        throw new UserError(
            "shortest-side-choice has sides " + sides + "; it needs one or more, all positive");
      }
    }

    @Override
    public TrainingImage apply(TrainingImage sample, SeededRandom random) {
      int side = sides.get(random.nextInt(sides.size()));
      return sample.withResize(sample.resize().withShortestSide(side));
    }

    @Override
    public void requireFits(ResizeRule resize) {
      var unused = resize.withShortestSide(sides.get(0));
    }

    @Override
    public List<Extent> extremes(Extent before) {
      int largest = Collections.max(sides);
      return List.of(new Extent(before.size(), before.resize().withShortestSide(largest)));
    }
  }
}
