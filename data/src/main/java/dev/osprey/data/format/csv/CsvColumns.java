package dev.osprey.data.format.csv;

import dev.osprey.data.format.reading.EntryProblems;
import java.util.List;

/**
 * The indices of the columns of a file of boxes, from 0.
 *
 * @param box the four columns of the box
 * @param width of the image; -1 if there is none, as for {@code height}
 */
record CsvColumns(int image, Shape shape, List<Integer> box, int name, int width, int height) {

  /** The coordinates in which a box is written. */
  enum Shape {
    CORNERS("x1 y1 x2 y2"),
    SIZE("x y w h");

    private final String words;

    Shape(String words) {
      this.words = words;
    }

    String word(int coordinate) {
      return words.split(" ")[coordinate];
    }
  }

  /** The columns of pytorch-retinanet. */
  static final CsvColumns USUAL = new CsvColumns(0, Shape.CORNERS, List.of(1, 2, 3, 4), 5, -1, -1);

  /** The columns of pytorch-retinanet after a column of row numbers. */
  private static final CsvColumns AFTER_INDEX =
      new CsvColumns(1, Shape.CORNERS, List.of(2, 3, 4, 5), 6, -1, -1);

  /** The columns of TensorFlow: filename, width, height, class, xmin, ymin, xmax, ymax. */
  private static final CsvColumns TENSORFLOW =
      new CsvColumns(0, Shape.CORNERS, List.of(4, 5, 6, 7), 3, 1, 2);

  CsvColumns {
    box = List.copyOf(box);
  }

  /**
   * The columns of a file, and the rows without headings.
   *
   * @param rows the rows that hold boxes
   */
  record Found(CsvColumns columns, List<CsvFile.Row> rows) {}

  /**
   * Finds the columns by the headings, or by the content of the rows; unusual orders are reported.
   */
  static Found of(CsvFile file, EntryProblems problems) {
    List<CsvFile.Row> rows = file.rows();
    if (rows.isEmpty()) {
      return new Found(USUAL, rows);
    }
    CsvFile.Row first = rows.get(0);
    List<CsvFile.Row> others = rows.subList(1, rows.size());
    if (CsvHeadings.are(first)) {
      return new Found(CsvHeadings.read(first, file.where(first)), others);
    }
    if (!USUAL.fits(file, first) && others.stream().anyMatch(row -> USUAL.hasBox(file, row))) {
      if (USUAL.isWords(file, first)) {
        problems.warn(
            file.where(first)
                + " is read as headings; columns are read as filename,"
                + " x1, y1, x2, y2, class");
        return new Found(USUAL, others);
      }
      return new Found(USUAL, rows);
    }
    return new Found(byContent(file, rows, problems), rows);
  }

  private static CsvColumns byContent(
      CsvFile file, List<CsvFile.Row> rows, EntryProblems problems) {
    if (rows.stream().noneMatch(row -> USUAL.fits(file, row))) {
      if (AFTER_INDEX.fitMost(file, rows)
          && rows.stream().allMatch(row -> row.fields().get(0).matches("\\d+"))) {
        problems.warn(
            file.path()
                + ": the first column counts rows and is skipped; columns are read as number,"
                + " filename, x1, y1, x2, y2, class");
        return AFTER_INDEX;
      }
      if (TENSORFLOW.fitMost(file, rows)) {
        problems.warn(
            file.path()
                + " has no headings; columns are read as filename, width, height, class, x1, y1,"
                + " x2, y2");
        return TENSORFLOW;
      }
    }
    return USUAL;
  }

  /** The minimum number of fields in a row. */
  int needed() {
    return 1
        + Math.max(Math.max(image, name), box.stream().mapToInt(Integer::intValue).max().orElse(0));
  }

  /** Whether the content of a row fits these columns. */
  private boolean fits(CsvFile file, CsvFile.Row row) {
    return hasBox(file, row)
        || (row.fields().size() >= needed()
            && isName(file, row.fields().get(image))
            && box.stream().allMatch(at -> row.fields().get(at).isEmpty())
            && row.fields().get(name).isEmpty());
  }

  private boolean fitMost(CsvFile file, List<CsvFile.Row> rows) {
    return 2 * rows.stream().filter(row -> fits(file, row)).count() > rows.size();
  }

  private boolean hasBox(CsvFile file, CsvFile.Row row) {
    return row.fields().size() >= needed()
        && isName(file, row.fields().get(image))
        && box.stream().allMatch(at -> file.number(row.fields().get(at)).isPresent())
        && !row.fields().get(name).isEmpty();
  }

  /** Whether a row holds only words and none is a file name. */
  private boolean isWords(CsvFile file, CsvFile.Row row) {
    String first = row.fields().get(0);
    return row.fields().size() >= needed()
        && first.lastIndexOf('.') < 0
        && row.fields().stream()
            .noneMatch(field -> field.isEmpty() || file.number(field).isPresent());
  }

  /**
   * Whether a field is an image name. Image names may be numbers, but hardly beside a column of row
   * numbers.
   */
  private boolean isName(CsvFile file, String field) {
    return !field.isEmpty() && (image == 0 || file.number(field).isEmpty());
  }
}
