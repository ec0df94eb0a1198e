package dev.osprey.data.format.yolo;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.BoxPolicy;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageSizes;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads label files: {@code class cx cy w h} a line, in shares of the image's sides; with points
 * after the box where {@code kpt_shape} states so, which are ignored; or {@code class x1 y1 x2 y2
 * x3 y3 …}, a polygon, whose bounding box is taken.
 */
final class YoloLabels {
  private static final String CONVENTION =
      "YOLO labels are class, centre x, centre y, width, height, divided by the image's sides";

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int BOX = 5;

  /** Ultralytics' tolerance for values outside 0 to 1. */
  private static final double TOLERANCE = 0.01;

  private final LabelMap labels;
  private final @Nullable YoloKeypoints keypoints;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();

  YoloLabels(LabelMap labels, @Nullable YoloKeypoints keypoints, EntryProblems problems) {
    this.labels = labels;
    this.keypoints = keypoints;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
  }

  /** A label with its box as fractions of the image's sides. */
  private record Entry(int label, Box box, BoxPolicy.@Nullable Finding fault) {}

  /** The objects of an image; null if the file cannot be read and is rejected. */
  @Nullable List<Annotation> read(Path file, Path image) {
    List<String> lines;
    try {
      lines = TextFile.lines(file);
    } catch (UserError e) {
      problems.reject(Fault.UNREADABLE_FILE, String.valueOf(e.getMessage()), "");
      return null;
    }
    List<Annotation> read = new ArrayList<>();
    Set<Entry> seen = new HashSet<>();
    int number = 0;
    for (String line : lines) {
      number++;
      String where = file + " line " + number;
      Entry entry = line.isBlank() ? null : entry(SPACES.split(line.strip()), where);
      if (entry != null && !seen.add(entry)) {
        problems.tolerate(Fault.REPEATED_LABEL, where + " repeats a label and is left out");
      } else if (entry != null) {
        Annotation annotation = annotation(entry, where, sizes.of(image).orElse(null));
        if (annotation != null) {
          read.add(annotation);
        }
      }
    }
    return read;
  }

  /**
   * The object in pixels.
   *
   * @param size null if the image cannot be read, which is reported elsewhere
   */
  private @Nullable Annotation annotation(Entry entry, String where, @Nullable ImageSize size) {
    Box share = entry.box();
    int width = size == null ? 1 : size.width();
    int height = size == null ? 1 : size.height();
    Box written =
        new Box(share.x1() * width, share.y1() * height, share.x2() * width, share.y2() * height);
    BoxPolicy.Finding finding =
        entry.fault() != null ? entry.fault() : BoxPolicy.finding(written, size);
    Box box = policy.admit(where + ": the label", written, finding, size);
    return box == null ? null : Annotation.of(box, entry.label());
  }

  /** The label in a line; null if the line is rejected. */
  private @Nullable Entry entry(String[] fields, String where) {
    double[] values = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      OptionalDouble value = NumberText.parse(fields[i]);
      if (value.isEmpty()) {
        problems.reject(
            Fault.UNREADABLE_LINE,
            where + ": \"" + fields[i] + "\" is not a number",
            CONVENTION + ". Fix the line");
        return null;
      }
      values[i] = value.getAsDouble();
    }
    boolean polygon = keypoints == null && fields.length >= 7 && fields.length % 2 == 1;
    boolean withPoints = keypoints != null && fields.length == keypoints.rowLength();
    if (fields.length != BOX && !polygon && !withPoints) {
      rejectCount(fields.length, where);
      return null;
    }
    int label = label(values[0]);
    if (label < 0) {
      rejectClass(fields[0], where);
      return null;
    }
    int last = polygon ? values.length : BOX;
    return new Entry(label, polygon ? bounds(values) : box(values), fault(values, last));
  }

  private void rejectCount(int count, String where) {
    String advice;
    if (keypoints != null) {
      advice =
          keypoints
              + " of the data set means "
              + keypoints.rowLength()
              + " numbers a row: class, box and "
              + keypoints.points()
              + " points of "
              + keypoints.values()
              + "; a box alone has 5. Fix the row or kpt_shape";
    } else {
      advice =
          "a box has 5, a polygon of three or more points has an odd number."
              + (count == 6
                  ? " Is the last a score? Take it out"
                  : " Fix the line; if points follow the box, data.yaml needs kpt_shape:"
                      + " [points, 2 or 3]");
    }
    problems.reject(Fault.UNREADABLE_LINE, where + " has " + count + " numbers", advice);
  }

  private int label(double value) {
    return value == (int) value ? labels.labelOfCategory(EntryId.of((int) value)) : -1;
  }

  private void rejectClass(String text, String where) {
    problems.reject(
        Fault.UNKNOWN_CLASS,
        where + ": class " + text + " is unknown",
        () ->
            "there are "
                + labels.size()
                + " classes, 0 to "
                + (labels.size() - 1)
                + ": "
                + labels.listed()
                + ". Fix the line or add the class");
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

  /** The fault of the values of the box; null if there is none. */
  private static BoxPolicy.@Nullable Finding fault(double[] values, int last) {
    for (int i = 1; i < last; i++) {
      if (!Double.isFinite(values[i])) {
        return new BoxPolicy.Finding(
            Fault.NOT_FINITE, "has a coordinate that is not a finite number");
      }
    }
    for (int i = 1; i < last; i++) {
      if (values[i] < -TOLERANCE || values[i] > 1 + TOLERANCE) {
        return new BoxPolicy.Finding(
            Fault.OUT_OF_RANGE, "has " + values[i] + ", which is not from 0 to 1");
      }
    }
    return null;
  }
}
