package dev.osprey.cli.options;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import dev.osprey.inference.views.TestTimeAugmentation.Sizes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the value of {@code --augment}: parts between commas, in any order. {@code scales=} takes
 * the numbers that follow it, {@code flip} has no value, {@code merge=}, {@code iou=} and {@code
 * sizes=} take one value each.
 */
final class AugmentParser {
  private static final String SCALES = "scales";
  private static final String FLIP = "flip";
  private static final String MERGE = "merge";
  private static final String IOU = "iou";
  private static final String SIZES = "sizes";
  private static final List<String> NAMES = List.of(SCALES, FLIP, MERGE, IOU, SIZES);

  private final String text;
  private final Set<String> seen = new HashSet<>();
  private final List<Double> scales = new ArrayList<>();
  private Mirroring mirroring = Mirroring.NONE;
  private Merge merge = Merge.FUSION;
  private Sizes sizes = Sizes.TRAINED;
  private @Nullable Double iou;

  /** The name of the previous part. Numbers without a name belong to {@code scales}. */
  private String previous = "";

  private AugmentParser(String text) {
    this.text = text;
  }

  /**
   * The views that a text describes.
   *
   * @throws UserError if the text cannot be parsed, or a value is out of its range
   */
  static TestTimeAugmentation parse(String text) {
    AugmentParser read = new AugmentParser(text);
    for (String part : text.split(",", -1)) {
      read.read(part.strip());
    }
    if (!read.seen.contains(SCALES) && !read.seen.contains(FLIP)) {
      throw read.wrong("it names neither scales nor flip");
    }
    List<Double> scales = read.scales.isEmpty() ? List.of(1.0) : read.scales;
    try {
      return new TestTimeAugmentation(scales, read.mirroring, read.merge, read.sizes, read.iou);
    } catch (UserError e) {
      throw read.wrong(String.valueOf(e.getMessage()));
    }
  }

  private void read(String part) {
    int sign = part.indexOf('=');
    String name = sign < 0 ? part : part.substring(0, sign).strip();
    if (sign < 0 && previous.equals(SCALES) && !name.equals(FLIP)) {
      scales.add(number(part));
      return;
    }
    if (!NAMES.contains(name) || name.equals(FLIP) == sign >= 0) {
      String hint = NearestName.hint(name, NAMES).strip();
      throw wrong("\"" + part + "\" is unknown" + (hint.isEmpty() ? "" : ", " + hint));
    }
    if (!seen.add(name)) {
      throw wrong(name + " is given twice");
    }
    previous = name;
    assign(name, part.substring(sign + 1).strip());
  }

  private void assign(String name, String value) {
    switch (name) {
      case SCALES -> scales.add(number(value));
      case MERGE -> merge = merge(value);
      case IOU -> iou = number(value);
      case SIZES -> sizes = sizes(value);
      default -> mirroring = Mirroring.ADDED;
    }
  }

  private Sizes sizes(String value) {
    return switch (value) {
      case "trained" -> Sizes.TRAINED;
      case "any" -> Sizes.ANY;
      default -> throw wrong("sizes is trained or any, not \"" + value + "\"");
    };
  }

  private Merge merge(String value) {
    return switch (value) {
      case "fusion" -> Merge.FUSION;
      case "nms" -> Merge.NMS;
      case "voting" -> Merge.VOTING;
      default -> throw wrong("merge is fusion, nms or voting, not \"" + value + "\"");
    };
  }

  private double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      String hint = previous.equals(SCALES) ? NearestName.hint(value, NAMES).strip() : "";
      throw wrong("\"" + value + "\" is not a number" + (hint.isEmpty() ? "" : ", " + hint));
    }
  }

  private UserError wrong(String why) {
    return new UserError(
        "--augment "
            + text
            + ": "
            + why
            + (why.endsWith("?") ? " Write" : "; write")
            + " it like scales=0.5,1,2,flip or scales=1,2,flip,merge=voting,iou=0.4");
  }
}
