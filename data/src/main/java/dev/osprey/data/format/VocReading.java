package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.image.PictureCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all pictures of a VOC data set are read with. Every annotation file is parsed once. */
final class VocReading {
  /** A second column says whether the picture shows the class of a class's own list. */
  private static final Pattern TWO_COLUMNS = Pattern.compile("(.*\\S)\\s+(-1|0|1)");

  private final Path annotations;
  private final PictureFolders pictures;
  private final DatasetSource source;
  private final BoxPolicy policy;
  private final VocFile.Reader reader = new VocFile.Reader();
  private final Map<Path, VocFile> files = new HashMap<>();
  private LabelMap labels = new LabelMap(List.of());

  /**
   * @param annotations the folder of annotation files
   */
  VocReading(Path annotations, PictureFolders pictures, DatasetSource source, BoxPolicy policy) {
    this.annotations = annotations;
    this.pictures = pictures;
    this.source = source;
    this.policy = policy;
  }

  /** The classes; to be asked for first. */
  LabelMap labels(List<VocLayout> layouts) {
    if (source.classes() != null) {
      labels = LabelMap.ofNames(ClassFile.read(source.classes()));
      return labels;
    }
    // Those of all files, so that every split has the same labels.
    Set<String> names = new TreeSet<>();
    for (VocLayout layout : layouts) {
      for (Path file : layout.xmlFiles()) {
        file(file).objects().forEach(object -> names.add(object.name()));
      }
    }
    labels = LabelMap.ofNames(List.copyOf(names));
    return labels;
  }

  private VocFile file(Path path) {
    return files.computeIfAbsent(path, reader::read);
  }

  /** The pictures of all annotation files. */
  List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    for (Path file : VocLayout.xmlFiles(annotations)) {
      samples.add(sample(samples.size() + 1, PictureFolders.stem(file), file));
    }
    return samples;
  }

  /** The pictures of a list, in its order. */
  List<Sample> listed(Path list) {
    List<Sample> samples = new ArrayList<>();
    Map<Path, Integer> seen = new HashMap<>();
    int number = 0;
    for (String line : TextFile.lines(list)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String name = pictureName(readable(line.strip(), list, number));
      Path file = annotationFile(name, list, number);
      Integer earlier = seen.put(file, number);
      if (earlier != null) {
        throw new UserError(
            list
                + " names "
                + name
                + " twice, in lines "
                + earlier
                + " and "
                + number
                + ". Take one line out");
      }
      samples.add(sample(samples.size() + 1, name, file));
    }
    return samples;
  }

  private Path annotationFile(String name, Path list, int number) {
    Path file = annotations.resolve(name + ".xml");
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          list
              + " line "
              + number
              + ": it names "
              + name
              + ", but "
              + file
              + " does not exist. Add it or take the line out");
    }
    return file;
  }

  private static String readable(String line, Path list, int number) {
    if (line.indexOf('\0') >= 0) {
      throw new UserError(list + " line " + number + " is no text. Is this a list of pictures?");
    }
    return line;
  }

  /**
   * The name that a line means. It may have a second column, an ending, or a folder; but a name may
   * itself end in " 1" or ".jpg", so the annotation files decide.
   */
  private String pictureName(String line) {
    Matcher columns = TWO_COLUMNS.matcher(line);
    String name = columns.matches() ? columns.group(1) : line;
    String slashed = name.replace('\\', '/');
    String last = slashed.substring(slashed.lastIndexOf('/') + 1);
    List<String> readings = List.of(line, name, withoutEnding(name), last, withoutEnding(last));
    return readings.stream()
        .filter(reading -> Files.isRegularFile(annotations.resolve(reading + ".xml")))
        .findFirst()
        .orElse(PictureFolders.isPicture(Path.of(last)) ? withoutEnding(last) : name);
  }

  private static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private Sample sample(int id, String name, Path file) {
    VocFile read = file(file);
    Path image = findPicture(name, read, file);
    Sizes sizes = new Sizes(read, image);
    List<Annotation> marked = new ArrayList<>();
    for (int i = 0; i < read.objects().size(); i++) {
      VocFile.Item object = read.objects().get(i);
      String described = file + ": object " + (i + 1) + " (" + object.name() + ")";
      int label = labels.labelOfName(object.name());
      if (label < 0) {
        throw unknownClass(described);
      }
      Box box = admitted(described, object, sizes);
      if (box != null) {
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

  private UserError unknownClass(String described) {
    return new UserError(
        described
            + " is of a class that "
            + source.classes()
            + " does not name: it has "
            + String.join(", ", labels.names())
            + ". Add it there or fix the entry; to leave out classes, name the others with only");
  }

  private @Nullable Box admitted(String described, VocFile.Item object, Sizes sizes) {
    if (object.corners() == null) {
      policy.reject(described, "has no bndbox", convention());
      return null;
    }
    double shift = source.vocCorners() == VocCorners.ONE_BASED ? 1 : 0;
    Box box =
        new Box(
            object.corners().x1() - shift,
            object.corners().y1() - shift,
            object.corners().x2(),
            object.corners().y2());
    return policy.admit(described, box, convention(), sizes.of(box));
  }

  private String convention() {
    return source.vocCorners() == VocCorners.ONE_BASED
        ? "VOC boxes read one-based need xmax >= xmin and ymax >= ymin, inside the picture"
        : "VOC boxes need xmax > xmin and ymax > ymin, inside the picture";
  }

  /** The stated size is often wrong or missing: where it is, the picture is asked, once. */
  private static final class Sizes {
    private final @Nullable ImageSize stated;
    private final Path image;
    private @Nullable ImageSize measured;

    Sizes(VocFile read, Path image) {
      this.stated =
          read.width() > 0 && read.height() > 0 ? new ImageSize(read.height(), read.width()) : null;
      this.image = image;
    }

    ImageSize of(Box box) {
      if (stated != null && BoxPolicy.fits(box, stated)) {
        return stated;
      }
      if (measured == null) {
        measured = PictureCodec.size(image);
      }
      return measured;
    }
  }

  private Path findPicture(String name, VocFile read, Path file) {
    Path found = pictures.findByStem(name);
    if (found == null && read.fileName() != null && !read.fileName().isEmpty()) {
      String stated = read.fileName().replace('\\', '/');
      String last = stated.substring(stated.lastIndexOf('/') + 1);
      found = pictures.find(stated);
      found = found == null ? pictures.find(last) : found;
      found = found == null ? pictures.findByStem(last) : found;
      found = found == null ? pictures.findByStem(withoutEnding(last)) : found;
    }
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
