package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.NearestName;
import dev.osprey.core.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.image.PictureCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects of a CSV annotation file, gathered by picture. */
record CsvRows(
    Path file, Path classes, LabelMap labels, PictureFolders pictures, EntryProblems problems) {
  private static final List<String> COORDINATES = List.of("x1", "y1", "x2", "y2");
  private static final String CONVENTION =
      "CSV boxes are x1,y1,x2,y2 with x2 > x1 and y2 > y1, inside the picture";

  /** The pictures in the order in which they are mentioned first. */
  List<Sample> samples() {
    Map<Path, List<Annotation>> objects = new LinkedHashMap<>();
    Map<Path, ImageSize> sizes = new HashMap<>();
    Map<String, Path> found = new HashMap<>();
    for (CsvFile.Row row : CsvFile.read(file)) {
      requireFields(row);
      Path picture =
          found.computeIfAbsent(row.fields().get(0), name -> find(name, row).normalize());
      List<Annotation> own = objects.computeIfAbsent(picture, path -> new ArrayList<>());
      if (row.fields().subList(1, 6).stream().allMatch(String::isEmpty)) {
        continue;
      }
      Box written = box(row);
      int label = label(row);
      ImageSize size = sizes.computeIfAbsent(picture, PictureCodec::size);
      Box box = new BoxPolicy(problems, CONVENTION).admit(where(row), written, size);
      if (box != null) {
        own.add(Annotation.of(box, label));
      }
    }
    List<Sample> samples = new ArrayList<>();
    objects.forEach((picture, own) -> samples.add(new Sample(samples.size() + 1, picture, own)));
    return samples;
  }

  private String where(CsvFile.Row row) {
    return file + " line " + row.line() + ": the box";
  }

  private UserError wrong(CsvFile.Row row, String what) {
    return new UserError(file + " line " + row.line() + ": " + what);
  }

  /** Further fields are passed over, as the peer does. */
  private void requireFields(CsvFile.Row row) {
    if (row.fields().size() < 6 || row.fields().get(0).isEmpty()) {
      throw wrong(
          row,
          "a row is picture,x1,y1,x2,y2,class_name, or picture,,,,, for a picture without objects;"
              + " this one has "
              + (row.fields().size() < 6 ? row.fields().size() + " fields" : "no picture"));
    }
  }

  private Path find(String name, CsvFile.Row row) {
    Path found = pictures.find(name);
    if (found == null) {
      throw wrong(
          row,
          "the picture "
              + name
              + " is not there. Looked in "
              + pictures.list()
              + ". Fix the row or pass --images DIR, from which names start");
    }
    return found;
  }

  private Box box(CsvFile.Row row) {
    double[] values = new double[COORDINATES.size()];
    for (int i = 0; i < values.length; i++) {
      String text = row.fields().get(1 + i);
      try {
        values[i] = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw wrong(
            row,
            "malformed "
                + COORDINATES.get(i)
                + " \""
                + text
                + "\"; it is a number of pixels. A row of headings is to be taken out");
      }
    }
    return new Box(values[0], values[1], values[2], values[3]);
  }

  private int label(CsvFile.Row row) {
    String name = row.fields().get(5);
    int label = labels.labelOfName(name);
    if (label < 0) {
      throw wrong(
          row,
          "unknown class \""
              + name
              + "\"; "
              + NearestName.hint(name, labels.names())
              + classes
              + " has "
              + String.join(", ", labels.names()));
    }
    return label;
  }
}
