package dev.osprey.data.format.csv;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NearestName;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.BoxPolicy;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageSearch;
import dev.osprey.data.format.reading.ImageSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The objects of a CSV annotation file, gathered by image. */
final class CsvRows {
  private static final int COORDINATES = 4;
  private static final Set<String> NOTHING = Set.of("", "nan", "none", "null");
  private static final String CONVENTION =
      "CSV boxes are x1,y1,x2,y2 with x2 > x1 and y2 > y1, inside the image";

  private final CsvFile file;
  private final CsvColumns columns;
  private final List<CsvFile.Row> rows;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();
  private final Set<Path> reportedSizes = new HashSet<>();
  private int boxes;
  private int shares;

  CsvRows(CsvFile file, EntryProblems problems) {
    CsvColumns.Found found = CsvColumns.of(file, problems);
    this.file = file;
    this.columns = found.columns();
    this.rows = found.rows();
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
  }

  /** The names of the classes in the rows, sorted. */
  Set<String> classNames() {
    Set<String> names = new TreeSet<>();
    for (CsvFile.Row row : rows) {
      if (row.fields().size() >= columns.needed() && !isWithoutObject(row)) {
        names.add(row.fields().get(columns.name()));
      }
    }
    names.remove("");
    return names;
  }

  /**
   * The samples in the order of their first row.
   *
   * @param classes names the file of the classes in messages
   */
  List<Sample> samples(LabelMap labels, String classes, ImageSearch search) {
    Map<String, Path> images = images(search);
    Map<Path, List<Annotation>> objects = new LinkedHashMap<>();
    for (CsvFile.Row row : rows) {
      String name = imageName(row);
      Path image = name.isEmpty() ? null : images.get(name);
      List<Annotation> own =
          image == null ? null : objects.computeIfAbsent(image, path -> new ArrayList<>());
      if (row.fields().size() < columns.needed() || name.isEmpty()) {
        rejectFields(row);
      } else if (image != null && own != null && !isWithoutObject(row)) {
        Annotation object = object(row, image, labels, classes);
        if (object != null) {
          own.add(object);
        }
      }
    }
    if (boxes > 0 && shares == boxes) {
      problems.warn(
          file.path()
              + ": all coordinates are from 0 to 1. CSV boxes are pixels; are these shares of the"
              + " images' sides?");
    }
    List<Sample> samples = new ArrayList<>();
    objects.forEach((image, own) -> samples.add(new Sample(samples.size() + 1, image, own)));
    return samples;
  }

  private String imageName(CsvFile.Row row) {
    return columns.image() < row.fields().size() ? row.fields().get(columns.image()) : "";
  }

  private boolean isWithoutObject(CsvFile.Row row) {
    return isNothing(row, columns.name())
        && columns.box().stream().allMatch(at -> isNothing(row, at));
  }

  private static boolean isNothing(CsvFile.Row row, int at) {
    return NOTHING.contains(row.fields().get(at).toLowerCase(Locale.ROOT));
  }

  /** The images by name; missing ones are rejected, once each. */
  private Map<String, Path> images(ImageSearch search) {
    Map<String, CsvFile.Row> firstRows = new LinkedHashMap<>();
    rows.forEach(row -> firstRows.putIfAbsent(imageName(row), row));
    firstRows.remove("");
    Set<String> names = new LinkedHashSet<>(firstRows.keySet());
    ImageSearch.Found found = search.find(names);
    int missing = names.size() - found.images().size();
    firstRows.forEach(
        (name, row) -> {
          if (!found.images().containsKey(name)) {
            problems.reject(
                Fault.MISSING_IMAGE,
                file.where(row) + ": the image " + name + " is missing",
                missing
                    + " of "
                    + names.size()
                    + " images are missing; "
                    + search.describeSearch()
                    + ". Fix the rows or pass --images DIR, from which names start");
          } else if (found.others().contains(name)) {
            problems.tolerate(
                Fault.OTHER_NAME,
                file.where(row) + ": for " + name + " " + found.images().get(name) + " is read");
          }
        });
    return found.images();
  }

  private void rejectFields(CsvFile.Row row) {
    int fields = row.fields().size();
    problems.reject(
        Fault.UNREADABLE_LINE,
        file.where(row) + " has " + (fields < columns.needed() ? fields + " fields" : "no image"),
        columns.equals(CsvColumns.USUAL)
            ? "a row is image,x1,y1,x2,y2,class_name, or image,,,,, for an image without"
                + " objects. Fix the row"
            : "a row has " + columns.needed() + " fields here. Fix the row");
  }

  private @Nullable Annotation object(
      CsvFile.Row row, Path image, LabelMap labels, String classes) {
    double[] corners = corners(row);
    if (corners == null) {
      return null;
    }
    String name = row.fields().get(columns.name());
    int label = labels.labelOfName(name);
    if (label < 0) {
      problems.reject(
          Fault.UNKNOWN_CLASS,
          file.where(row) + ": unknown class \"" + name + "\"",
          () ->
              NearestName.hint(name, labels.names())
                  + "the classes of "
                  + classes
                  + " are "
                  + labels.listed()
                  + ". Fix the row or add the class");
      return null;
    }
    Box written =
        columns.shape() == CsvColumns.Shape.SIZE
            ? Box.ofXywh(corners[0], corners[1], corners[2], corners[3])
            : new Box(corners[0], corners[1], corners[2], corners[3]);
    boxes++;
    shares += isShare(corners) ? 1 : 0;
    Box box = policy.admit(file.where(row) + ": the box", written, size(row, image));
    return box == null ? null : Annotation.of(box, label);
  }

  /** The corners; null if a field is not a number and the row is rejected. */
  private double @Nullable [] corners(CsvFile.Row row) {
    double[] values = new double[COORDINATES];
    for (int i = 0; i < values.length; i++) {
      String text = row.fields().get(columns.box().get(i));
      OptionalDouble value = file.number(text);
      if (value.isEmpty()) {
        problems.reject(
            Fault.UNREADABLE_LINE,
            file.where(row) + ": malformed " + columns.shape().word(i) + " \"" + text + "\"",
            "a coordinate is a number of pixels. Fix the row");
        return null;
      }
      values[i] = value.getAsDouble();
    }
    return values;
  }

  private static boolean isShare(double[] corners) {
    boolean within = true;
    boolean whole = true;
    for (double each : corners) {
      within &= each >= 0 && each <= 1;
      whole &= each == Math.rint(each);
    }
    return within && !whole;
  }

  /** The size of the image file; a different size in the row is reported. */
  private @Nullable ImageSize size(CsvFile.Row row, Path image) {
    ImageSize size = sizes.of(image).orElse(null);
    double width = stated(row, columns.width());
    double height = stated(row, columns.height());
    if (size == null || width <= 0 || height <= 0) {
      return size;
    }
    if ((size.width() != width || size.height() != height) && reportedSizes.add(image)) {
      problems.tolerate(
          Fault.WRONG_SIZE,
          String.format(
              Locale.ROOT,
              "%s states that %s is %.0f wide and %.0f high, but it is %d wide and %d high;"
                  + " the size of the file is used",
              file.where(row),
              image,
              width,
              height,
              size.width(),
              size.height()));
    }
    return size;
  }

  private double stated(CsvFile.Row row, int at) {
    return at < 0 || at >= row.fields().size() ? 0 : file.number(row.fields().get(at)).orElse(0);
  }
}
