package dev.osprey.data.format.csv;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.NumberText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The headings that tools write above the columns of box files. */
final class CsvHeadings {

  /** The content of a column. */
  enum Column {
    IMAGE(
        "filename file image imagename imagefile imagepath imageid filepath path img imgname picture"),
    X1("x1 xmin minx left bboxxmin bboxx1 boxx1"),
    Y1("y1 ymin miny top bboxymin bboxy1 boxy1"),
    X2("x2 xmax maxx right bboxxmax bboxx2 boxx2"),
    Y2("y2 ymax maxy bottom bboxymax bboxy2 boxy2"),
    X("x bboxx boxx"),
    Y("y bboxy boxy"),
    W("w bboxw bboxwidth boxwidth"),
    H("h bboxh bboxheight boxheight"),
    CLASS("class classname label labelname name category categoryname object"),
    WIDTH("width imagewidth imgwidth"),
    HEIGHT("height imageheight imgheight");

    private final String words;

    Column(String words) {
      this.words = words;
    }

    boolean means(String word) {
      return !word.isEmpty() && (" " + words + " ").contains(" " + word + " ");
    }
  }

  private CsvHeadings() {}

  /** Whether a row holds headings: at least three known words and no number. */
  static boolean are(CsvFile.Row row) {
    return known(row).size() >= 3
        && row.fields().stream().noneMatch(field -> NumberText.parse(field).isPresent());
  }

  /** The indices of the known columns, the first of each. */
  private static Map<Column, Integer> known(CsvFile.Row row) {
    Map<Column, Integer> places = new EnumMap<>(Column.class);
    for (int i = 0; i < row.fields().size(); i++) {
      String word = row.fields().get(i).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
      for (Column column : Column.values()) {
        if (column.means(word)) {
          places.putIfAbsent(column, i);
        }
      }
    }
    return places;
  }

  /**
   * The indices of all columns. Where the second corner is absent, width and height are those of
   * the box.
   *
   * @param where file and line
   * @throws UserError if one that is needed is absent
   */
  static CsvColumns read(CsvFile.Row row, String where) {
    Map<Column, Integer> places = known(row);
    List<Integer> size =
        List.of(
            first(places, Column.X, Column.X1),
            first(places, Column.Y, Column.Y1),
            first(places, Column.W, Column.WIDTH),
            first(places, Column.H, Column.HEIGHT));
    List<Integer> corners =
        List.of(
            first(places, Column.X1),
            first(places, Column.Y1),
            first(places, Column.X2),
            first(places, Column.Y2));
    boolean sized = corners.get(2) < 0 && corners.get(3) < 0 && !size.contains(-1);
    int image = first(places, Column.IMAGE);
    int name = first(places, Column.CLASS);
    List<Integer> box = sized ? size : corners;
    if (image < 0 || name < 0 || box.contains(-1)) {
      throw new UserError(absent(row, where, image, box, name));
    }
    return new CsvColumns(
        image,
        sized ? CsvColumns.Shape.SIZE : CsvColumns.Shape.CORNERS,
        box,
        name,
        sized ? -1 : first(places, Column.WIDTH),
        sized ? -1 : first(places, Column.HEIGHT));
  }

  /** The index of the first of these that exists, or -1. */
  private static int first(Map<Column, Integer> places, Column... columns) {
    for (Column column : columns) {
      Integer place = places.get(column);
      if (place != null) {
        return place;
      }
    }
    return -1;
  }

  private static String absent(
      CsvFile.Row row, String where, int image, List<Integer> box, int name) {
    List<String> absent = new ArrayList<>();
    if (image < 0) {
      absent.add("filename");
    }
    for (int i = 0; i < box.size(); i++) {
      if (box.get(i) < 0) {
        absent.add(CsvColumns.Shape.CORNERS.word(i));
      }
    }
    if (name < 0) {
      absent.add("class");
    }
    return where
        + ": none of these headings means "
        + String.join(", ", absent)
        + ": "
        + String.join(", ", row.fields())
        + ". Rename the columns to filename, x1, y1, x2, y2, class; boxes are corners in pixels";
  }
}
