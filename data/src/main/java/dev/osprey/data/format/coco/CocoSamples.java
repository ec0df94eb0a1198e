package dev.osprey.data.format.coco;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.BoxPolicy;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageSearch;
import dev.osprey.data.format.reading.ImageSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes samples from the images of one COCO file. */
final class CocoSamples {
  private static final String CONVENTION =
      "COCO boxes are [x, y, width, height] with positive size, inside the image";

  private static final int LONGEST_NAME = 200;

  private final Path path;
  private final CocoFile file;
  private final LabelMap labels;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();
  private final Map<EntryId, String> names = new HashMap<>();

  CocoSamples(Path path, CocoFile file, LabelMap labels, EntryProblems problems) {
    this.path = path;
    this.file = file;
    this.labels = labels;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
    file.categories().forEach(category -> names.put(category.id(), category.name()));
  }

  /** The images in the order of the file; missing ones are rejected. */
  List<Sample> read(ImageSearch search, boolean imagesGiven) {
    Map<EntryId, List<CocoFile.Entry>> entries = new HashMap<>();
    for (CocoFile.Entry entry : file.annotations()) {
      entries.computeIfAbsent(entry.imageId(), id -> new ArrayList<>()).add(entry);
    }
    Map<String, Path> images = images(search, imagesGiven);
    Map<EntryId, Long> keys = file.imageKeys();
    List<Sample> samples = new ArrayList<>();
    for (CocoFile.Image image : file.images()) {
      Path imageFile = images.get(image.fileName());
      if (imageFile != null) {
        long key = Objects.requireNonNull(keys.get(image.id()));
        List<CocoFile.Entry> own = entries.getOrDefault(image.id(), List.of());
        samples.add(new Sample(key, imageFile, annotations(image, imageFile, own)));
      }
    }
    return samples;
  }

  private Map<String, Path> images(ImageSearch search, boolean imagesGiven) {
    List<String> wanted =
        file.images().stream().map(CocoFile.Image::fileName).filter(Objects::nonNull).toList();
    ImageSearch.Found found = search.find(wanted);
    found.others().forEach(name -> reportOtherName(name, found.images().get(name)));
    long missing = wanted.stream().filter(name -> !found.images().containsKey(name)).count();
    for (CocoFile.Image image : file.images()) {
      String name = image.fileName();
      if (name == null || name.isBlank()) {
        problems.reject(
            Fault.UNREADABLE_ENTRY,
            path + ": image " + image.id() + " has no file_name, or one that is not text",
            "add it");
      } else if (!found.images().containsKey(name)) {
        problems.reject(
            Fault.MISSING_IMAGE,
            path + ": the image " + shown(name) + " of image " + image.id() + " is missing",
            missing
                + " of "
                + wanted.size()
                + " images are missing; "
                + search.describeSearch()
                + (imagesGiven
                    ? ". Check the file names and --images"
                    : ". Check the data set or pass --images DIR"));
      }
    }
    return found.images();
  }

  /** A name on one line, shortened. */
  private static String shown(String name) {
    String line = OneLine.of(name);
    return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
  }

  private void reportOtherName(String name, @Nullable Path imageFile) {
    problems.tolerate(
        Fault.OTHER_NAME, path + " names " + shown(name) + ", for which " + imageFile + " is read");
  }

  private List<Annotation> annotations(
      CocoFile.Image image, Path imageFile, List<CocoFile.Entry> entries) {
    List<Annotation> read = new ArrayList<>();
    boolean sizeReported = false;
    for (CocoFile.Entry entry : entries) {
      String object = path + ": " + named(entry);
      int label = labels.labelOfCategory(entry.categoryId());
      if (label < 0) {
        rejectClass(object, entry);
        continue;
      }
      Box written = Box.ofXywh(entry.x(), entry.y(), entry.width(), entry.height());
      ImageSize size = size(image, imageFile, written);
      if (!sizeReported && differs(image, size)) {
        reportSize(image, imageFile, Objects.requireNonNull(size));
        sizeReported = true;
      }
      Box box = policy.admit(object, written, size);
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

  private static String named(CocoFile.Entry entry) {
    return entry.id() == null
        ? "an annotation of image " + entry.imageId()
        : "annotation " + entry.id();
  }

  private void rejectClass(String object, CocoFile.Entry entry) {
    problems.reject(
        Fault.UNKNOWN_CLASS,
        object
            + " is of class \""
            + names.getOrDefault(entry.categoryId(), "")
            + "\", which is not among the given classes "
            + labels.listed(),
        "add it to the class file or take the entry out; to leave out classes, name the others with"
            + " only,");
  }

  /** The stated size, or the size of the image file if a box does not fit the stated one. */
  private @Nullable ImageSize size(CocoFile.Image image, Path imageFile, Box box) {
    ImageSize stated =
        image.width() > 0 && image.height() > 0
            ? new ImageSize(image.height(), image.width())
            : null;
    if (stated == null || BoxPolicy.fits(box, stated)) {
      return stated;
    }
    Optional<ImageSize> measured = sizes.of(imageFile);
    return measured.orElse(stated);
  }

  private static boolean differs(CocoFile.Image image, @Nullable ImageSize size) {
    return size != null
        && image.width() > 0
        && image.height() > 0
        && (size.width() != image.width() || size.height() != image.height());
  }

  private void reportSize(CocoFile.Image image, Path imageFile, ImageSize size) {
    problems.tolerate(
        Fault.WRONG_SIZE,
        String.format(
            "%s states that image %s is %d wide and %d high, but"
                + " %s is %d wide and %d high; the size of the file is used",
            path,
            image.id(),
            image.width(),
            image.height(),
            imageFile,
            size.width(),
            size.height()));
  }
}
