package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.TextFile;
import dev.osprey.core.UserError;
import dev.osprey.data.image.PictureCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads label files: {@code class cx cy w h} a line, in shares of the picture's sides, or {@code
 * class x1 y1 x2 y2 x3 y3 …}, a polygon, whose bounding box is taken.
 */
final class YoloLabels {
  private static final String CONVENTION =
      "YOLO labels are class, centre x, centre y, width, height, divided by the picture's sides";

  /** Ultralytics' tolerance for values outside 0 to 1. */
  private static final double TOLERANCE = 0.01;

  private final LabelMap labels;
  private final EntryProblems problems;
  private final BoxPolicy policy;

  YoloLabels(LabelMap labels, EntryProblems problems) {
    this.labels = labels;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
  }

  /** A label with its box in shares of the picture's sides. */
  private record Entry(int label, Box box, BoxPolicy.@Nullable Finding fault) {}

  /** The objects of a picture. */
  List<Annotation> read(Path file, Path picture) {
    List<Annotation> read = new ArrayList<>();
    Set<Entry> seen = new HashSet<>();
    ImageSize size = null;
    int number = 0;
    int repeated = 0;
    for (String line : TextFile.lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String where = file + " line " + number;
      Entry entry = entry(line.strip().split("\\s+"), where);
      if (!seen.add(entry)) {
        repeated++;
        continue;
      }
      size = size == null ? PictureCodec.size(picture) : size;
      Annotation annotation = annotation(entry, where, size);
      if (annotation != null) {
        read.add(annotation);
      }
    }
    if (repeated > 0) {
      problems.warn(file + ": " + repeated + " repeated labels are left out");
    }
    return read;
  }

  private @Nullable Annotation annotation(Entry entry, String where, ImageSize size) {
    Box share = entry.box();
    Box written =
        new Box(
            share.x1() * size.width(),
            share.y1() * size.height(),
            share.x2() * size.width(),
            share.y2() * size.height());
    BoxPolicy.Finding finding =
        entry.fault() != null ? entry.fault() : BoxPolicy.finding(written, size);
    Box box = policy.admit(where + ": the label", written, finding, size);
    return box == null ? null : Annotation.of(box, entry.label());
  }

  private Entry entry(String[] fields, String where) {
    double[] values = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      try {
        values[i] = Double.parseDouble(fields[i]);
      } catch (NumberFormatException e) {
        throw new UserError(where + ": \"" + fields[i] + "\" is no number; " + CONVENTION, e);
      }
    }
    boolean polygon = fields.length >= 7 && fields.length % 2 == 1;
    if (fields.length != 5 && !polygon) {
      throw new UserError(
          where
              + " has "
              + fields.length
              + " numbers; a box has 5, a polygon of three or more points has an odd number."
              + (fields.length == 6 ? " Is the last a score? Take it out" : " Fix the line"));
    }
    return new Entry(
        label(values[0], fields[0], where), polygon ? bounds(values) : box(values), fault(values));
  }

  private int label(double value, String text, String where) {
    int label = value == (int) value ? labels.labelOfCategory(EntryId.of((int) value)) : -1;
    if (label < 0) {
      throw new UserError(
          where
              + ": class "
              + text
              + " is unknown; there are "
              + labels.size()
              + " classes, 0 to "
              + (labels.size() - 1)
              + ": "
              + String.join(", ", labels.names()));
    }
    return label;
  }

  private static Box box(double[] values) {
    double halfWidth = values[3] / 2;
    double halfHeight = values[4] / 2;
    return new Box(
        values[1] - halfWidth,
        values[2] - halfHeight,
        values[1] + halfWidth,
        values[2] + halfHeight);
  }

  private static Box bounds(double[] values) {
    double x1 = values[1];
    double y1 = values[2];
    double x2 = x1;
    double y2 = y1;
    for (int i = 3; i < values.length; i += 2) {
      x1 = Math.min(x1, values[i]);
      x2 = Math.max(x2, values[i]);
      y1 = Math.min(y1, values[i + 1]);
      y2 = Math.max(y2, values[i + 1]);
    }
    return new Box(x1, y1, x2, y2);
  }

  private static BoxPolicy.@Nullable Finding fault(double[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] < -TOLERANCE || values[i] > 1 + TOLERANCE) {
        return new BoxPolicy.Finding(
            Fault.OUT_OF_RANGE, "has " + values[i] + ", which is not from 0 to 1");
      }
    }
    return null;
  }
}
