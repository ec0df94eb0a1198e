package dev.osprey.detection.trained;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the objects that a detector was trained on, as its network saw them after
 * augmentation and resizing. Sizes are square roots of areas, in pixels of the network's input.
 *
 * @param classes sizes of the objects of each class that occurs in the training data
 * @param scale pixels of the network's input for a pixel of an image: the geometric mean of the
 *     training images
 * @param longest the longest side of a training image before it was resized, in pixels: the
 *     geometric mean
 */
public record TrainedSizes(List<Range> classes, double scale, double longest) {
  /** The key of the sizes in a file's metadata. */
  public static final String KEY = "trained_sizes";

  /**
   * The range of sizes of one class, without the hundredth at either end.
   *
   * @param label of the class, from 0
   * @param smallest in pixels
   * @param largest in pixels, not below the smallest
   */
  public record Range(int label, double smallest, double largest) {
    public Range {
      if (!(smallest > 0 && largest >= smallest && largest < Double.POSITIVE_INFINITY)) {
        throw new UserError("objects of sizes from " + smallest + " to " + largest + " are none");
      }
    }

    public boolean contains(double size) {
      return size >= smallest && size <= largest;
    }
  }

  public TrainedSizes {
    classes = List.copyOf(classes);
    if (!(scale > 0 && longest > 0 && scale * longest < Double.POSITIVE_INFINITY)) {
      throw new UserError("trained sizes have scale " + scale + " and longest side " + longest);
    }
  }

  /** Reads the sizes from a file's metadata; null if there are none, as with imported weights. */
  public static @Nullable TrainedSizes read(Map<String, String> metadata, String source) {
    String json = metadata.get(KEY);
    return json == null
        ? null
        : ConfigReader.readJson(TrainedSizes.class, json, source + " (trained sizes)");
  }

  public String toJson() {
    return ConfigReader.toAsciiJson(this);
  }

  /** Whether the training data has objects of a class at this size. */
  public boolean contains(int label, double size) {
    return classes.stream().anyMatch(range -> range.label() == label && range.contains(size));
  }

  /** The largest size over all classes; 0 if there were no objects. */
  public double largest() {
    return classes.stream().mapToDouble(Range::largest).max().orElse(0);
  }
}
