package dev.osprey.data.format.voc;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.BoxPolicy;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.ImageSizes;
import dev.osprey.data.format.reading.VocCorners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes samples from the annotation files of a VOC data set. Every file is parsed once. */
final class VocSamples {
  /** A line of a class's own list: the second column states whether the image shows the class. */
  private static final Pattern TWO_COLUMNS = Pattern.compile("(.*\\S)\\s+(-1|0|1)");

  private final Path annotations;
  private final ImageFolders images;
  private final DatasetSource source;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();
  private final VocFileReader reader = new VocFileReader();

  /** The parsed files; empty for files that cannot be read. */
  private final Map<Path, Optional<VocFile>> files = new HashMap<>();

  private LabelMap labels = new LabelMap(List.of());

  /**
   * @param annotations the folder of annotation files
   */
  VocSamples(Path annotations, ImageFolders images, DatasetSource source, EntryProblems problems) {
    this.annotations = annotations;
    this.images = images;
    this.source = source;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, convention(source));
  }

  /** The classes; call this first. */
  LabelMap labels(List<VocLayout> layouts) {
    if (source.classes() != null) {
      labels = LabelMap.ofNames(ClassFile.read(source.classes()));
      return labels;
    }
    // Those of all files, so that every split has the same labels.
    Set<String> names = new TreeSet<>();
    for (VocLayout layout : layouts) {
      for (Path file : layout.xmlFiles()) {
        file(file)
            .ifPresent(
                read ->
                    read.objects().stream()
                        .map(VocFile.Item::name)
                        .filter(name -> !name.isEmpty())
                        .forEach(names::add));
      }
    }
    labels = LabelMap.ofNames(List.copyOf(names));
    return labels;
  }

  private Optional<VocFile> file(Path path) {
    return files.computeIfAbsent(path, this::read);
  }

  private Optional<VocFile> read(Path path) {
    try {
      return Optional.of(reader.read(path));
    } catch (UserError e) {
      problems.reject(Fault.UNREADABLE_FILE, String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  /** The samples of all annotation files. */
  List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    for (Path file : VocLayout.xmlFiles(annotations)) {
      add(samples, ImageFolders.stem(file), file);
    }
    warnOfUnannotated(samples);
    return samples;
  }

  /** Warns of images in the same folders that have no annotation file. */
  private void warnOfUnannotated(List<Sample> samples) {
    Set<Path> annotated = new HashSet<>();
    Set<Path> folders = new TreeSet<>();
    for (Sample sample : samples) {
      annotated.add(sample.image());
      folders.add(sample.image().resolveSibling(""));
    }
    for (Path folder : folders) {
      ImageFolders.contents(folder).stream()
          .filter(ImageFolders::isImage)
          .filter(image -> !annotated.contains(image))
          .forEach(
              image ->
                  problems.tolerate(
                      Fault.WITHOUT_LABELS, image + " has no annotation file and is not read"));
    }
  }

  /** The samples of a list, in its order. */
  List<Sample> listed(Path list) {
    List<Sample> samples = new ArrayList<>();
    Map<Path, Integer> seen = new HashMap<>();
    int number = 0;
    for (String line : TextFile.lines(list)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String name = imageName(readable(line.strip(), list, number));
      Path file = annotations.resolve(name + ".xml");
      Integer earlier = seen.putIfAbsent(file, number);
      if (earlier != null) {
        problems.reject(
            Fault.REPEATED_LINE,
            list + " names " + name + " twice, in lines " + earlier + " and " + number,
            "take one line out");
      } else if (!Files.isRegularFile(file)) {
        problems.reject(
            Fault.MISSING_FILE,
            list + " line " + number + ": it names " + name + ", but " + file + " does not exist",
            "add it or take the line out");
      } else {
        add(samples, name, file);
      }
    }
    return samples;
  }

  private static String readable(String line, Path list, int number) {
    if (line.indexOf('\0') >= 0) {
      throw new UserError(list + " line " + number + " is not text. Is this a list of images?");
    }
    return line;
  }

  /**
   * The image name in a line. It may have a second column, an ending, or a folder; but a name may
   * itself end in " 1" or ".jpg", so the annotation files decide.
   */
  private String imageName(String line) {
    Matcher columns = TWO_COLUMNS.matcher(line);
    String name = columns.matches() ? columns.group(1) : line;
    String slashed = name.replace('\\', '/');
    String last = slashed.substring(slashed.lastIndexOf('/') + 1);
    List<String> readings = List.of(line, name, withoutEnding(name), last, withoutEnding(last));
    return readings.stream()
        .filter(reading -> Files.isRegularFile(annotations.resolve(reading + ".xml")))
        .findFirst()
        .orElse(ImageFolders.isImage(Path.of(last)) ? withoutEnding(last) : name);
  }

  private static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private void add(List<Sample> samples, String name, Path file) {
    VocFile read = file(file).orElse(null);
    Path image = read == null ? null : findImage(name, read);
    if (read == null) {
      return; // already rejected when the classes were read
    }
    if (image == null) {
      problems.reject(
          Fault.MISSING_IMAGE,
          file + ": its image " + name + ".jpg is missing",
          "looked in " + images.list() + ". Check the data set or pass --images DIR");
      return;
    }
    Sizes ofImage = new Sizes(read, image, sizes);
    List<Annotation> marked = new ArrayList<>();
    for (int i = 0; i < read.objects().size(); i++) {
      VocFile.Item object = read.objects().get(i);
      String described = file + ": object " + (i + 1);
      addObject(
          marked,
          object,
          described + (object.name().isEmpty() ? "" : " (" + object.name() + ")"),
          ofImage);
    }
    samples.add(new Sample(samples.size() + 1, image, marked));
  }

  private void addObject(
      List<Annotation> marked, VocFile.Item object, String described, Sizes ofImage) {
    int label = labels.labelOfName(object.name());
    if (object.fault() != null) {
      policy.reject(new BoxPolicy.Finding(Fault.UNREADABLE_ENTRY, object.fault()), described);
    } else if (label < 0) {
      rejectClass(described);
    } else if (object.corners().isEmpty()) {
      policy.reject(new BoxPolicy.Finding(Fault.WITHOUT_BOX, "has no bndbox"), described);
    } else if (object.corners().size() > 1) {
      problems.tolerate(
          Fault.SEVERAL_BOXES,
          described
              + " has "
              + object.corners().size()
              + " bndbox; each is read as an object of its own");
    }
    if (object.fault() == null && label >= 0) {
      object
          .corners()
          .forEach(corners -> addBox(marked, corners, label, object, described, ofImage));
    }
  }

  private void addBox(
      List<Annotation> marked,
      Box corners,
      int label,
      VocFile.Item object,
      String described,
      Sizes ofImage) {
    double shift = source.vocCorners() == VocCorners.ONE_BASED ? 1 : 0;
    Box written = new Box(corners.x1() - shift, corners.y1() - shift, corners.x2(), corners.y2());
    Box box = policy.admit(described, written, ofImage.of(written));
    if (box != null) {
      marked.add(
          new Annotation(
              box,
              label,
              box.area(),
              object.difficult() ? Set.of(Annotation.Trait.DIFFICULT) : Set.of()));
    }
  }

  private void rejectClass(String described) {
    problems.reject(
        Fault.UNKNOWN_CLASS,
        described
            + " is of a class that "
            + source.classes()
            + " does not name: it has "
            + labels.listed(),
        "add it there or fix the entry; to leave out classes, name the others with only,");
  }

  private static String convention(DatasetSource source) {
    return source.vocCorners() == VocCorners.ONE_BASED
        ? "VOC boxes read one-based need xmax >= xmin and ymax >= ymin, inside the image"
        : "VOC boxes need xmax > xmin and ymax > ymin, inside the image";
  }

  /**
   * The size of the image: stated sizes are often wrong or missing, then the image file is read.
   */
  private record Sizes(VocFile read, Path image, ImageSizes sizes) {
    @Nullable ImageSize of(Box box) {
      ImageSize stated =
          read.width() > 0 && read.height() > 0 ? new ImageSize(read.height(), read.width()) : null;
      return stated != null && BoxPolicy.fits(box, stated)
          ? stated
          : sizes.of(image).orElse(stated);
    }
  }

  private @Nullable Path findImage(String name, VocFile read) {
    Path found = images.findByStem(name);
    if (found == null && read.fileName() != null && !read.fileName().isEmpty()) {
      String stated = read.fileName().replace('\\', '/');
      String last = stated.substring(stated.lastIndexOf('/') + 1);
      found = images.find(stated);
      found = found == null ? images.find(last) : found;
      found = found == null ? images.findByStem(last) : found;
      found = found == null ? images.findByStem(withoutEnding(last)) : found;
    }
    return found;
  }
}
