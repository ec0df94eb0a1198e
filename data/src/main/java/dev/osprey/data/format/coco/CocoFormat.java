package dev.osprey.data.format.coco;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * COCO's layout: {@code annotations/instances_<split>.json}, images in {@code <split>/}, {@code
 * images/<split>/}, {@code images/}, {@code JPEGImages/} or beside the annotations. Labels are
 * given in the order of ascending category ids, which may have gaps; {@code iscrowd} becomes the
 * trait {@code CROWD}; {@code area} is kept; images without objects are kept.
 */
public final class CocoFormat implements DatasetFormat {
  /** Folders by which the layout is recognised. */
  private static final List<String> RECOGNISED = List.of("annotations", "");

  /** Folders that are searched once the format is known. */
  private static final List<String> SEARCHED = List.of("annotations", "", "coco");

  @Override
  public String layout() {
    return "annotations/instances_<split>.json (or <split>/_annotations.coco.json) and images in"
        + " <split>/, images/<split>/, images/ or JPEGImages/";
  }

  @Override
  public boolean recognises(Path folder) {
    return !CocoLayout.annotationFiles(folder, RECOGNISED).isEmpty();
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return annotations.toString().endsWith(".json");
  }

  @Override
  public List<String> splits(Path folder) {
    return List.copyOf(CocoLayout.annotationFiles(folder, SEARCHED).keySet());
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    Part part = part(source);
    CocoFile file = CocoReader.readGroundTruth(part.annotations, problems);
    ImageSearch search =
        new ImageSearch(
            source.images() != null
                ? List.of(source.images())
                : CocoLayout.imageFolders(source.folder(), part.annotations, part.split),
            source.images());
    LabelMap labels = labels(file, part.annotations, source.classes());
    return new Dataset(
        part.split,
        labels,
        new CocoSamples(part.annotations, file, labels, problems)
            .read(search, source.images() != null));
  }

  /** What is read, and its name in messages. */
  private record Part(Path annotations, String split) {}

  private static Part part(DatasetSource source) {
    Path annotations = source.annotations();
    if (annotations != null) {
      String split = source.split();
      return new Part(annotations, split == null ? CocoLayout.splitOf(annotations) : split);
    }
    if (source.folder() == null) {
      throw new UserError("no COCO annotations are given. Pass --data DIR or --annotations FILE");
    }
    Map<String, Path> files = CocoLayout.annotationFiles(source.folder(), SEARCHED);
    String split = CocoLayout.resolveSplit(source.folder(), files, source.split());
    annotations = files.get(split);
    if (annotations == null) {
      throw new IllegalStateException("split " + split + " has no file");
    }
    return new Part(annotations, split);
  }

  /** The classes of a file by ascending ids, or those of a class file in its order. */
  private static LabelMap labels(CocoFile file, Path annotations, @Nullable Path classes) {
    LabelMap ascending = labels(file);
    if (classes == null) {
      return ascending;
    }
    List<LabelMap.Category> chosen = new ArrayList<>();
    for (String name : ClassFile.read(classes)) {
      int label = ascending.labelOfName(name);
      if (label < 0) {
        throw new UserError(
            classes
                + " names the class \""
                + OneLine.of(name, 60)
                + "\", which "
                + annotations
                + " does not have. Its classes are "
                + String.join(", ", ascending.names()));
      }
      chosen.add(ascending.categories().get(label));
    }
    return new LabelMap(chosen);
  }

  /** The classes of a file by ascending ids. */
  static LabelMap labels(CocoFile file) {
    return new LabelMap(
        file.categories().stream()
            .map(category -> new LabelMap.Category(category.id(), category.name()))
            .sorted(Comparator.comparing(LabelMap.Category::id))
            .toList());
  }
}
