package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * COCO's layout: {@code annotations/instances_<split>.json}, pictures in {@code <split>/}, {@code
 * images/<split>/}, {@code images/}, {@code JPEGImages/} or beside the annotations. Labels are
 * given in the order of ascending category ids, which may have gaps; {@code iscrowd} becomes the
 * trait {@code CROWD}; {@code area} is kept; pictures without objects are kept.
 */
final class CocoFormat implements DatasetFormat {
  private static final String CONVENTION =
      "COCO boxes are [x, y, width, height] with positive size, inside the picture";

  /** Folders that make a layout. */
  private static final List<String> RECOGNISED = List.of("annotations", "");

  /** Folders that are searched once the format is known. */
  private static final List<String> SEARCHED = List.of("annotations", "", "coco");

  @Override
  public String layout() {
    return "annotations/instances_<split>.json (or <split>/_annotations.coco.json) and pictures in"
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
  public Dataset read(DatasetSource source, Consumer<String> warnings) {
    Part part = part(source);
    CocoFile file = CocoFile.read(part.annotations);
    PictureFolders pictures =
        new PictureFolders(
            source.images() != null
                ? List.of(source.images())
                : CocoLayout.pictureFolders(source.folder(), part.annotations, part.split));
    LabelMap labels = labels(file, part.annotations, source.classes());
    BoxPolicy policy = new BoxPolicy(source.invalidBoxes(), warnings);
    Map<Long, List<CocoFile.Entry>> entries = new HashMap<>();
    for (CocoFile.Entry entry : file.annotations()) {
      entries.computeIfAbsent(entry.imageId(), id -> new ArrayList<>()).add(entry);
    }
    Reading reading = new Reading(part.annotations, file, labels, policy);
    List<Sample> samples = new ArrayList<>();
    for (CocoFile.Picture picture : file.images()) {
      Path image = findPicture(picture, pictures, part.annotations);
      List<CocoFile.Entry> own = entries.getOrDefault(picture.id(), List.of());
      samples.add(new Sample(picture.id(), image, reading.annotations(picture, own)));
    }
    return new Dataset(part.split, labels, samples);
  }

  /** What is read, and the name that it goes by. */
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

  private static Path findPicture(
      CocoFile.Picture picture, PictureFolders pictures, Path annotations) {
    String name = picture.fileName();
    if (name == null) {
      throw new UserError(annotations + ": image " + picture.id() + " has no file_name. Add it");
    }
    Path found = pictures.find(name);
    if (found == null) {
      throw new UserError(
          annotations
              + ": the picture "
              + name
              + " of image "
              + picture.id()
              + " is not there. Looked in "
              + pictures.list()
              + ". Check the data set or pass --images DIR");
    }
    return found;
  }

  private static LabelMap labels(CocoFile file, Path annotations, @Nullable Path classes) {
    Map<String, LabelMap.Category> byName = new HashMap<>();
    List<LabelMap.Category> ascending = new ArrayList<>();
    for (CocoFile.Category category : file.categories()) {
      LabelMap.Category own = new LabelMap.Category(category.id(), category.name());
      ascending.add(own);
      byName.put(category.name(), own);
    }
    ascending.sort(Comparator.comparingInt(LabelMap.Category::id));
    if (classes == null) {
      return new LabelMap(ascending);
    }
    List<LabelMap.Category> chosen = new ArrayList<>();
    for (String name : ClassFile.read(classes)) {
      LabelMap.Category category = byName.get(name);
      if (category == null) {
        throw new UserError(
            classes
                + " names the class \""
                + name
                + "\", which "
                + annotations
                + " does not have. Its classes are "
                + String.join(", ", new LabelMap(ascending).names()));
      }
      chosen.add(category);
    }
    return new LabelMap(chosen);
  }

  /** What all pictures of one file are read with. */
  private record Reading(Path path, CocoFile file, LabelMap labels, BoxPolicy policy) {

    List<Annotation> annotations(CocoFile.Picture picture, List<CocoFile.Entry> entries) {
      ImageSize size =
          picture.width() > 0 && picture.height() > 0
              ? new ImageSize(picture.height(), picture.width())
              : null;
      List<Annotation> read = new ArrayList<>();
      for (CocoFile.Entry entry : entries) {
        String object = path + ": annotation " + entry.id();
        int label = labels.labelOfCategory(entry.categoryId());
        if (label < 0) {
          throw new UserError(
              object
                  + " is of class \""
                  + nameOf(entry.categoryId())
                  + "\", which is not among the given classes "
                  + String.join(", ", labels.names())
                  + ". Add it to the class file or take the entry out; to leave out classes, name the"
                  + " others with only");
        }
        Box written = Box.ofXywh(entry.x(), entry.y(), entry.width(), entry.height());
        Box box = policy.admit(object, written, CONVENTION, size);
        if (box != null) {
          read.add(
              new Annotation(
                  box,
                  label,
                  box.equals(written) ? entry.area() : Math.min(entry.area(), box.area()),
                  entry.crowd() ? Set.of(Annotation.Trait.CROWD) : Set.of()));
        }
      }
      return read;
    }

    private String nameOf(int categoryId) {
      return file.categories().stream()
          .filter(category -> category.id() == categoryId)
          .map(CocoFile.Category::name)
          .findFirst()
          .orElse("");
    }
  }
}
