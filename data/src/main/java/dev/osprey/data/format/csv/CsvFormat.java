package dev.osprey.data.format.csv;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.ImageSearch;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * pytorch-retinanet's CSV: a file of {@code image,x1,y1,x2,y2,class_name} rows, {@code image,,,,,}
 * for an image without objects, and a file of {@code class_name,id} rows. With headings, the
 * columns may be in any order. Labels are given in the order of ascending ids. Image names start
 * from {@code images}, or else from the folder of the annotation file. In a folder these are {@code
 * classes.csv} and {@code <split>.csv} or {@code annotations.csv}; or {@code
 * <split>/_annotations.csv}, as Roboflow exports them, whose {@code _classes.csv} may be absent. A
 * sample's id is its position by first mention, from 1.
 */
public final class CsvFormat implements DatasetFormat {
  private static final String CLASSES = "classes.csv";
  private static final String EXPORTED = "_annotations.csv";
  private static final String EXPORTED_CLASSES = "_classes.csv";

  @Override
  public String layout() {
    return "classes.csv and <split>.csv or annotations.csv, as pytorch-retinanet reads them, or"
        + " <split>/_annotations.csv beside the images, as Roboflow writes them";
  }

  @Override
  public boolean recognises(Path folder) {
    return !files(folder).isEmpty()
        && (Files.isRegularFile(folder.resolve(CLASSES)) || !exported(folder).isEmpty());
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return ImageFolders.ending(annotations).equals(".csv");
  }

  @Override
  public List<String> splits(Path folder) {
    return List.copyOf(files(folder).keySet());
  }

  private static Map<String, Path> files(Path folder) {
    Map<String, Path> files = exported(folder);
    if (!files.isEmpty()) {
      return files;
    }
    for (Path file : ImageFolders.contents(folder)) {
      String name = file.getFileName().toString();
      if (ImageFolders.ending(file).equals(".csv")
          && !ImageFolders.isHidden(file)
          && !name.equals(CLASSES)
          && !name.equals(EXPORTED_CLASSES)) {
        files.put(ImageFolders.stem(file), file);
      }
    }
    return files;
  }

  /** Roboflow's files by split: those of the folders in a folder, or its own. */
  private static Map<String, Path> exported(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    for (Path sub : ImageFolders.subfolders(folder)) {
      Path file = sub.resolve(EXPORTED);
      if (!ImageFolders.isHidden(sub) && Files.isRegularFile(file)) {
        files.put(sub.getFileName().toString(), file);
      }
    }
    Path own = folder.resolve(EXPORTED);
    if (files.isEmpty() && Files.isRegularFile(own)) {
      files.put(splitOf(own), own);
    }
    return files;
  }

  private static boolean isExported(Path annotations) {
    return annotations.getFileName().toString().equals(EXPORTED);
  }

  /** The split that a file's name states, or that of its folder. */
  private static String splitOf(Path annotations) {
    Path folder = annotations.toAbsolutePath().normalize().getParent();
    Path name = isExported(annotations) && folder != null ? folder.getFileName() : null;
    return name == null ? ImageFolders.stem(annotations) : name.toString();
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    Path annotations = annotations(source);
    Path beside = annotations.toAbsolutePath().getParent();
    Path images = source.images() != null ? source.images() : beside;
    CsvRows rows = new CsvRows(CsvFile.read(annotations), problems);
    Path classes = source.classes() != null ? source.classes() : classesBeside(annotations);
    LabelMap labels =
        classes == null
            ? gathered(annotations, rows, problems)
            : CsvClasses.read(classes, problems);
    ImageSearch search =
        new ImageSearch(images == null ? List.of() : List.of(images), source.images());
    return new Dataset(
        source.split() == null ? splitOf(annotations) : source.split(),
        labels,
        rows.samples(labels, classes == null ? "the rows" : classes.toString(), search));
  }

  /** The classes; null if an exported file has no class file. */
  private static @Nullable Path classesBeside(Path annotations) {
    for (String name : List.of(CLASSES, EXPORTED_CLASSES)) {
      Path classes = annotations.resolveSibling(name);
      if (Files.isRegularFile(classes)) {
        return classes;
      }
    }
    if (isExported(annotations)) {
      return null;
    }
    throw new UserError(
        "the classes of "
            + annotations
            + " are not given and there is no "
            + annotations.resolveSibling(CLASSES)
            + ". Pass --classes FILE with class_name,id rows");
  }

  /** The classes of all splits of an export, so that each has the same labels. */
  private static LabelMap gathered(Path annotations, CsvRows rows, EntryProblems problems) {
    Set<String> names = new TreeSet<>(rows.classNames());
    Path folder = annotations.toAbsolutePath().normalize().getParent();
    Path above = folder == null ? null : folder.getParent();
    if (above != null) {
      for (Path other : exported(above).values()) {
        names.addAll(new CsvRows(CsvFile.read(other), problems.fresh()).classNames());
      }
    }
    if (names.isEmpty()) {
      throw new UserError(
          annotations
              + " names no class and has no "
              + EXPORTED_CLASSES
              + " beside it. Pass --classes FILE with class_name,id rows");
    }
    problems.warn(
        annotations
            + " has no "
            + EXPORTED_CLASSES
            + " beside it; its classes are those of the rows, by name: "
            + String.join(", ", names));
    return LabelMap.numberedFromZero(List.copyOf(names));
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
}
