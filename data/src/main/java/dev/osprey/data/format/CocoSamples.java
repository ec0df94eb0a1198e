package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.EntryId;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.OneLine;
import dev.osprey.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes samples of the images of one COCO file. */
final class CocoSamples {
  private static final String CONVENTION =
      "COCO boxes are [x, y, width, height] with positive size, inside the picture";

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

  /** The images in the order of the file; those that are not there are rejected. */
  List<Sample> read(ImageSearch search, boolean imagesGiven) {
    Map<EntryId, List<CocoFile.Entry>> entries = new HashMap<>();
    for (CocoFile.Entry entry : file.annotations()) {
      entries.computeIfAbsent(entry.imageId(), id -> new ArrayList<>()).add(entry);
    }
    Map<String, Path> images = images(search, imagesGiven);
    Map<EntryId, Long> keys = file.imageKeys();
    List<Sample> samples = new ArrayList<>();
    for (CocoFile.Picture picture : file.images()) {
      Path imageFile = images.get(picture.fileName());
      if (imageFile != null) {
        long key = Objects.requireNonNull(keys.get(picture.id()));
        List<CocoFile.Entry> own = entries.getOrDefault(picture.id(), List.of());
        samples.add(new Sample(key, imageFile, annotations(picture, imageFile, own)));
      }
    }
    return samples;
  }

  private Map<String, Path> images(ImageSearch search, boolean imagesGiven) {
    List<String> wanted =
        file.images().stream().map(CocoFile.Picture::fileName).filter(Objects::nonNull).toList();
    ImageSearch.Found found = search.find(wanted);
    found.others().forEach(name -> tellOther(name, found.images().get(name)));
    long missing = wanted.stream().filter(name -> !found.images().containsKey(name)).count();
    for (CocoFile.Picture picture : file.images()) {
      String name = picture.fileName();
      if (name == null || name.isBlank()) {
        problems.reject(
            Fault.UNREADABLE_ENTRY,
            path + ": image " + picture.id() + " has no file_name, or one that is no text",
            "add it");
      } else if (!found.images().containsKey(name)) {
        problems.reject(
            Fault.MISSING_IMAGE,
            path + ": the picture " + shown(name) + " of image " + picture.id() + " is not there",
            missing
                + " of "
                + wanted.size()
                + " images are not there; "
                + search.looked()
                + (imagesGiven
                    ? ". Check the file names and --images"
                    : ". Check the data set or pass --images DIR"));
      }
    }
    return found.images();
  }

  /** A name on one line and of a length that can be read. */
  private static String shown(String name) {
    String line = OneLine.of(name);
    return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
  }

  private void tellOther(String name, @Nullable Path imageFile) {
    problems.tolerate(
        Fault.OTHER_NAME, path + " names " + shown(name) + ", for which " + imageFile + " is read");
  }

  private List<Annotation> annotations(
      CocoFile.Picture picture, Path imageFile, List<CocoFile.Entry> entries) {
    List<Annotation> read = new ArrayList<>();
    boolean sizeTold = false;
    for (CocoFile.Entry entry : entries) {
      String object = path + ": " + named(entry);
      int label = labels.labelOfCategory(entry.categoryId());
      if (label < 0) {
        rejectClass(object, entry);
        continue;
      }
      Box written = Box.ofXywh(entry.x(), entry.y(), entry.width(), entry.height());
      ImageSize size = size(picture, imageFile, written);
      if (!sizeTold && differs(picture, size)) {
        tellSize(picture, imageFile, Objects.requireNonNull(size));
        sizeTold = true;
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

  /** The stated size, or that of the file where a box does not fit the stated one. */
  private @Nullable ImageSize size(CocoFile.Picture picture, Path imageFile, Box box) {
    ImageSize stated =
        picture.width() > 0 && picture.height() > 0
            ? new ImageSize(picture.height(), picture.width())
            : null;
    if (stated == null || BoxPolicy.fits(box, stated)) {
      return stated;
    }
    Optional<ImageSize> measured = sizes.of(imageFile);
    return measured.orElse(stated);
  }

  private static boolean differs(CocoFile.Picture picture, @Nullable ImageSize size) {
    return size != null
        && picture.width() > 0
        && picture.height() > 0
        && (size.width() != picture.width() || size.height() != picture.height());
  }

  private void tellSize(CocoFile.Picture picture, Path imageFile, ImageSize size) {
    problems.tolerate(
        Fault.WRONG_SIZE,
        String.format(
            "%s says that image %s is %d wide and %d high, but %s is %d wide and %d high, which holds",
            path,
            picture.id(),
            picture.width(),
            picture.height(),
            imageFile,
            size.width(),
            size.height()));
  }
}
