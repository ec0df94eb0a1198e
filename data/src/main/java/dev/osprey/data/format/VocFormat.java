package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pascal VOC's layout: {@code Annotations/*.xml}, {@code ImageSets/Main/<split>.txt}, {@code
 * JPEGImages/}, in the folder itself or in one below it. Classes are those of all annotation files,
 * sorted by name, or those of a class file, in its order; {@code difficult} becomes a trait;
 * corners are read as {@link VocCorners} says. A sample's id is its position in the split, from 1.
 */
final class VocFormat implements DatasetFormat {
  private static final String ANNOTATIONS = "Annotations";
  private static final Path SPLITS = Path.of("ImageSets", "Main");
  private static final List<String> ENDINGS =
      List.of(".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG", ".bmp", ".webp", ".tif", ".tiff");

  /** A second column says whether the picture shows the class of a class's own list. */
  private static final Pattern TWO_COLUMNS = Pattern.compile("(.*\\S)\\s+(-1|0|1)");

  @Override
  public String layout() {
    return "Annotations/*.xml, ImageSets/Main/<split>.txt and JPEGImages/, here or one folder below";
  }

  @Override
  public boolean recognises(Path folder) {
    return !roots(folder).isEmpty();
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return !xmlFiles(annotations).isEmpty();
  }

  @Override
  public List<String> splits(Path folder) {
    return splitsOf(root(folder));
  }

  private static List<String> splitsOf(Path root) {
    Set<String> names = new TreeSet<>();
    for (Path file : PictureFolders.contents(root.resolve(SPLITS))) {
      String name = file.getFileName().toString();
      if (name.endsWith(".txt")) {
        names.add(name.substring(0, name.length() - 4));
      }
    }
    // dog_train is the list of one class, where train is there too.
    return names.stream()
        .filter(
            name ->
                !names.contains(name.substring(name.lastIndexOf('_') + 1)) || name.indexOf('_') < 0)
        .toList();
  }

  @Override
  public Dataset read(DatasetSource source, Consumer<String> warnings) {
    Path annotations = source.annotations();
    Path root;
    if (annotations != null) {
      root = source.folder() != null ? source.folder() : annotations.toAbsolutePath().getParent();
    } else if (source.folder() != null) {
      root = root(source.folder());
      annotations = root.resolve(ANNOTATIONS);
    } else {
      throw new UserError("no VOC annotations are given. Pass --data DIR or --annotations DIR");
    }
    List<Path> own = imageFolders(source.images(), root, annotations);
    Reading reading =
        new Reading(
            annotations,
            new PictureFolders(own),
            source.vocCorners(),
            new BoxPolicy(source.invalidBoxes(), warnings),
            new VocFile.Reader());
    LabelMap labels = reading.labels(source.classes());
    List<Sample> samples = new ArrayList<>();
    for (String name : names(root, source.split(), annotations)) {
      samples.add(reading.sample(samples.size() + 1, name, labels, source.classes()));
    }
    return new Dataset(source.split() == null ? "all" : source.split(), labels, samples);
  }

  private static List<Path> imageFolders(
      @Nullable Path images, @Nullable Path root, Path annotations) {
    if (images != null) {
      return List.of(images);
    }
    Path base = root != null ? root : annotations.toAbsolutePath().getParent();
    List<Path> folders = new ArrayList<>();
    if (base != null) {
      folders.add(base.resolve("JPEGImages"));
      folders.add(base.resolve("images"));
    }
    folders.add(annotations);
    return folders;
  }

  /** The names of the split's pictures: of its list, or of all annotation files without lists. */
  private static List<String> names(@Nullable Path root, @Nullable String split, Path annotations) {
    List<String> splits = root == null ? List.of() : splitsOf(root);
    if (split == null && splits.isEmpty()) {
      return xmlFiles(annotations).stream().map(VocFormat::baseName).toList();
    }
    Path list = root == null || split == null ? null : root.resolve(SPLITS).resolve(split + ".txt");
    if (list == null || !Files.isRegularFile(list)) {
      throw new UserError(
          (root == null ? annotations : root)
              + (split == null ? " has several splits" : " has no split \"" + split + "\"")
              + (splits.isEmpty()
                  ? ": ImageSets/Main has no " + split + ".txt. Leave --split out to read all"
                  : ". Pass --split with one of " + String.join(", ", splits)));
    }
    List<String> names = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (String line : ClassFile.lines(list)) {
      String name = pictureName(line.strip(), annotations);
      if (!name.isEmpty()) {
        if (!seen.add(name)) {
          throw new UserError(list + " names " + name + " twice. Take one line out");
        }
        names.add(name);
      }
    }
    return names;
  }

  private static String pictureName(String line, Path annotations) {
    Matcher columns = TWO_COLUMNS.matcher(line);
    // A name may itself end in " 1": the file decides.
    return columns.matches() && !Files.exists(annotations.resolve(line + ".xml"))
        ? columns.group(1)
        : line;
  }

  private static Path root(Path folder) {
    List<Path> roots = roots(folder);
    if (roots.size() == 1) {
      return roots.get(0);
    }
    throw new UserError(
        roots.isEmpty()
            ? folder + " has no VOC layout: looked for Annotations/*.xml here and one folder below"
            : folder + " holds several VOC data sets. Pass one of them: " + roots);
  }

  private static List<Path> roots(Path folder) {
    if (!xmlFiles(folder.resolve(ANNOTATIONS)).isEmpty()) {
      return List.of(folder);
    }
    return PictureFolders.subfolders(folder).stream()
        .filter(sub -> !xmlFiles(sub.resolve(ANNOTATIONS)).isEmpty())
        .toList();
  }

  private static List<Path> xmlFiles(Path folder) {
    return PictureFolders.contents(folder).stream()
        .filter(file -> file.getFileName().toString().endsWith(".xml"))
        .toList();
  }

  private static String baseName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** What all pictures of a data set are read with. */
  private record Reading(
      Path annotations,
      PictureFolders pictures,
      VocCorners corners,
      BoxPolicy policy,
      VocFile.Reader files) {

    LabelMap labels(@Nullable Path classes) {
      if (classes != null) {
        return LabelMap.ofNames(ClassFile.read(classes));
      }
      // Those of all files, so that every split has the same labels.
      Set<String> names = new TreeSet<>();
      for (Path file : xmlFiles(annotations)) {
        files.read(file).objects().forEach(object -> names.add(object.name()));
      }
      return LabelMap.ofNames(List.copyOf(names));
    }

    Sample sample(int id, String name, LabelMap labels, @Nullable Path classes) {
      Path file = annotations.resolve(name + ".xml");
      if (!Files.isRegularFile(file)) {
        throw new UserError(
            "the split names "
                + name
                + ", but "
                + file
                + " does not exist. Add it or take the"
                + " line out");
      }
      VocFile read = files.read(file);
      Path image = findPicture(name, read, file);
      ImageSize size =
          read.width() > 0 && read.height() > 0 ? new ImageSize(read.height(), read.width()) : null;
      List<Annotation> marked = new ArrayList<>();
      for (int i = 0; i < read.objects().size(); i++) {
        VocFile.Item object = read.objects().get(i);
        String described = file + ": object " + (i + 1) + " (" + object.name() + ")";
        int label = labels.labelOfName(object.name());
        if (label < 0) {
          throw new UserError(
              described
                  + " is of a class that "
                  + classes
                  + " does not name: it has "
                  + String.join(", ", labels.names())
                  + ". Add it there or fix the entry");
        }
        Box box = box(object);
        if (policy.accepts(described, box, convention(), size)) {
          marked.add(
              new Annotation(
                  box,
                  label,
                  box.area(),
                  object.difficult() ? Set.of(Annotation.Trait.DIFFICULT) : Set.of()));
        }
      }
      return new Sample(id, image, marked);
    }

    private Box box(VocFile.Item object) {
      double shift = corners == VocCorners.ONE_BASED ? 1 : 0;
      return new Box(object.xmin() - shift, object.ymin() - shift, object.xmax(), object.ymax());
    }

    private String convention() {
      return corners == VocCorners.ONE_BASED
          ? "VOC boxes read one-based need xmax >= xmin and ymax >= ymin, inside the picture"
          : "VOC boxes need xmax > xmin and ymax > ymin, inside the picture";
    }

    private Path findPicture(String name, VocFile read, Path file) {
      for (String ending : ENDINGS) {
        Path found = pictures.find(name + ending);
        if (found != null) {
          return found;
        }
      }
      Path found =
          read.fileName() == null || read.fileName().isEmpty()
              ? null
              : pictures.find(read.fileName());
      if (found == null) {
        throw new UserError(
            file
                + ": its picture "
                + name
                + ".jpg is not there. Looked in "
                + pictures.list()
                + ". Check the data set or pass --images DIR");
      }
      return found;
    }
  }
}
