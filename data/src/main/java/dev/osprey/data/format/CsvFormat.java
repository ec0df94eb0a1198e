package dev.osprey.data.format;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * pytorch-retinanet's CSV: a file of {@code picture,x1,y1,x2,y2,class_name} rows, {@code
 * picture,,,,,} for a picture without objects, and a file of {@code class_name,id} rows. Labels are
 * given in the order of ascending ids. Picture names start from {@code images}, or else from the
 * folder of the annotation file. In a folder these are {@code classes.csv} and {@code <split>.csv}
 * or {@code annotations.csv}. A sample's id is its position by first mention, from 1.
 */
final class CsvFormat implements DatasetFormat {
  private static final String CLASSES = "classes.csv";

  @Override
  public String layout() {
    return "classes.csv and <split>.csv or annotations.csv, as pytorch-retinanet reads them";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isRegularFile(folder.resolve(CLASSES)) && !files(folder).isEmpty();
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return PictureFolders.ending(annotations).equals(".csv");
  }

  @Override
  public List<String> splits(Path folder) {
    return List.copyOf(files(folder).keySet());
  }

  private static Map<String, Path> files(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : PictureFolders.contents(folder)) {
      if (PictureFolders.ending(file).equals(".csv")
          && !PictureFolders.isHidden(file)
          && !file.getFileName().toString().equals(CLASSES)) {
        files.put(PictureFolders.stem(file), file);
      }
    }
    return files;
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    Path annotations = annotations(source);
    Path beside = annotations.toAbsolutePath().getParent();
    Path classes = source.classes() != null ? source.classes() : classesBeside(annotations);
    Path images = source.images() != null ? source.images() : beside;
    CsvRows rows =
        new CsvRows(
            annotations,
            classes,
            labels(classes, problems),
            new PictureFolders(images == null ? List.of() : List.of(images)),
            problems);
    return new Dataset(
        source.split() == null ? PictureFolders.stem(annotations) : source.split(),
        rows.labels(),
        rows.samples());
  }

  private static Path classesBeside(Path annotations) {
    Path classes = annotations.resolveSibling(CLASSES);
    if (!Files.isRegularFile(classes)) {
      throw new UserError(
          "the classes of "
              + annotations
              + " are not given and there is no "
              + classes
              + ". Pass --classes FILE with class_name,id rows");
    }
    return classes;
  }

  private static Path annotations(DatasetSource source) {
    if (source.annotations() != null) {
      return source.annotations();
    }
    if (source.folder() == null) {
      throw new UserError(
          "no CSV annotations are given. Pass --data DIR, or --annotations FILE --classes FILE");
    }
    Map<String, Path> files = files(source.folder());
    if (files.isEmpty()) {
      throw new UserError(
          source.folder()
              + " has no CSV annotations: looked for <split>.csv. Pass --annotations FILE");
    }
    return SplitNames.file(source.folder(), files, source.split());
  }

  private static LabelMap labels(Path file, EntryProblems problems) {
    List<LabelMap.Category> categories = new ArrayList<>();
    Map<String, Integer> lineOfName = new HashMap<>();
    Map<Integer, Integer> lineOfId = new HashMap<>();
    for (CsvFile.Row row : CsvFile.read(file)) {
      String where = file + " line " + row.line();
      if (row.fields().size() != 2 || row.fields().get(0).isEmpty()) {
        throw new UserError(
            where + ": has " + row.fields().size() + " fields; a row is class_name,id");
      }
      String name = row.fields().get(0);
      int id = id(row.fields().get(1), where);
      requireFirst(lineOfName.put(name, row.line()), where, "class name \"" + name + "\"");
      requireFirst(lineOfId.put(id, row.line()), where, "class id " + id);
      categories.add(new LabelMap.Category(id, name));
    }
    if (categories.isEmpty()) {
      throw new UserError(file + " names no class. Write one class_name,id a line");
    }
    categories.sort(Comparator.comparing(LabelMap.Category::id));
    warnOfGaps(file, categories, problems);
    return new LabelMap(categories);
  }

  /** The peer makes an output for every id up to the largest; here labels have no gaps. */
  private static void warnOfGaps(
      Path file, List<LabelMap.Category> ascending, EntryProblems problems) {
    long last = ascending.get(ascending.size() - 1).id().toLong().orElseThrow();
    if (last != ascending.size() - 1) {
      problems.warn(
          file
              + ": the ids of "
              + ascending.size()
              + " classes go up to "
              + last
              + "; labels are given in their order, without the gaps");
    }
  }

  private static int id(String text, String where) {
    try {
      int id = Integer.parseInt(text);
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      throw new UserError(
          where + ": malformed class id \"" + text + "\"; it is a whole number from 0", e);
    }
    throw new UserError(where + ": class id " + text + " is negative; ids start from 0");
  }

  private static void requireFirst(@Nullable Integer earlier, String where, String what) {
    if (earlier != null) {
      throw new UserError(
          where + ": " + what + " stands in line " + earlier + " already. Give each its own");
    }
  }
}
