package dev.osprey.data.format.csv;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the classes from a file of {@code class_name,id} rows, with or without headings. Rows of
 * {@code id,name}, and names alone, which are numbered from 0, are read too where they are
 * unambiguous.
 */
record CsvClasses(CsvFile file, EntryProblems problems) {
  private static final Set<String> NAMES =
      Set.of(
          "class",
          "classes",
          "classname",
          "name",
          "names",
          "label",
          "labels",
          "labelname",
          "category",
          "categoryname");
  private static final Set<String> IDS =
      Set.of("id", "classid", "labelid", "categoryid", "index", "idx", "number", "classindex");

  static LabelMap read(Path path, EntryProblems problems) {
    return new CsvClasses(CsvFile.read(path), problems).labels();
  }

  /** The columns of name and id; -1 if there is no id. */
  private record Columns(int name, int id) {}

  private LabelMap labels() {
    List<CsvFile.Row> rows = file.rows();
    Columns columns = rows.isEmpty() ? null : headings(rows.get(0));
    if (columns != null) {
      rows = rows.subList(1, rows.size());
    } else {
      columns = byContent(rows);
    }
    List<LabelMap.Category> categories = new ArrayList<>();
    Map<String, Integer> lineOfName = new HashMap<>();
    Map<Integer, Integer> lineOfId = new HashMap<>();
    for (CsvFile.Row row : rows) {
      String where = file.where(row);
      requireFields(row, columns);
      String name = row.fields().get(columns.name());
      int id = columns.id() < 0 ? categories.size() : id(row.fields().get(columns.id()), where);
      requireFirst(lineOfName.put(name, row.line()), where, "class name \"" + name + "\"");
      requireFirst(lineOfId.put(id, row.line()), where, "class id " + id);
      categories.add(new LabelMap.Category(id, name));
    }
    if (categories.isEmpty()) {
      throw new UserError(file.path() + " names no class. Write one class_name,id a line");
    }
    categories.sort(Comparator.comparing(LabelMap.Category::id));
    warnOfGaps(categories);
    return new LabelMap(categories);
  }

  private static @Nullable Columns headings(CsvFile.Row row) {
    int name = -1;
    int id = -1;
    for (int i = 0; i < row.fields().size(); i++) {
      String word = row.fields().get(i).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
      name = name < 0 && NAMES.contains(word) ? i : name;
      id = id < 0 && IDS.contains(word) ? i : id;
    }
    boolean alone = row.fields().size() == 1;
    return name >= 0 && (id >= 0 || alone) ? new Columns(name, id) : null;
  }

  private Columns byContent(List<CsvFile.Row> rows) {
    if (!rows.isEmpty() && rows.stream().allMatch(row -> row.fields().size() == 1)) {
      problems.warn(
          file.path() + " names classes without ids; they are numbered from 0 in its order");
      return new Columns(0, -1);
    }
    boolean reversed =
        rows.stream().allMatch(row -> row.fields().size() == 2)
            && rows.stream().allMatch(row -> isId(row.fields().get(0)))
            && rows.stream().noneMatch(row -> isId(row.fields().get(1)));
    return reversed ? new Columns(1, 0) : new Columns(0, 1);
  }

  private static boolean isId(String field) {
    return field.matches("\\d{1,9}");
  }

  private void requireFields(CsvFile.Row row, Columns columns) {
    int fields = row.fields().size();
    int most = Math.max(columns.name(), columns.id());
    boolean surplus = columns.equals(new Columns(0, 1)) && fields > 2;
    if (fields <= most || surplus || row.fields().get(columns.name()).isEmpty()) {
      throw new UserError(file.where(row) + ": has " + fields + " fields; a row is class_name,id");
    }
  }

  /** pytorch-retinanet has an output for every id up to the largest; here labels have no gaps. */
  private void warnOfGaps(List<LabelMap.Category> ascending) {
    long last = ascending.get(ascending.size() - 1).id().toLong().orElseThrow();
    if (last != ascending.size() - 1) {
      problems.warn(
          file.path()
              + ": the ids of "
              + ascending.size()
              + " classes go up to "
              + last
              + "; labels are given in their order, without the gaps");
    }
  }

  private static int id(String text, String where) {
    OptionalDouble number = NumberText.parse(text);
    double value = number.orElse(Double.NaN);
    if (value < 0) {
      throw new UserError(where + ": class id " + text + " is negative; ids start from 0");
    }
    if (!(value <= Integer.MAX_VALUE) || value != Math.rint(value)) {
      throw new UserError(
          where
              + ": malformed class id \""
              + OneLine.of(text, 60)
              + "\"; it is a whole number from 0");
    }
    return (int) value;
  }

  private static void requireFirst(@Nullable Integer earlier, String where, String what) {
    if (earlier != null) {
      throw new UserError(
          where + ": " + what + " is in line " + earlier + " already. Give each its own");
    }
  }
}
