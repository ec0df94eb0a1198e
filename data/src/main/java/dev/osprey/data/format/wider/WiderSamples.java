package dev.osprey.data.format.wider;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.BoxPolicy;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageSearch;
import dev.osprey.data.format.reading.ImageSizes;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes samples from the images of a WIDER FACE file. */
final class WiderSamples {
  private static final String CONVENTION =
      "WIDER FACE boxes are x y w h with positive size, inside the image";

  private static final int LABEL = 0;

  private final Path file;
  private final ImageSearch search;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();

  WiderSamples(Path file, ImageSearch search, EntryProblems problems) {
    this.file = file;
    this.search = search;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
  }

  /** The images in the order of the file; missing ones are rejected. */
  List<Sample> samples(WiderFile read) {
    List<String> names = read.images().stream().map(WiderSamples::name).distinct().toList();
    ImageSearch.Found found = search.find(names);
    List<Sample> samples = new ArrayList<>();
    for (WiderFile.Image image : read.images()) {
      String name = name(image);
      Path imageFile = found.images().get(name);
      if (imageFile == null) {
        reject(image, names.size() - found.images().size(), names.size());
        continue;
      }
      if (found.others().contains(name)) {
        problems.tolerate(
            Fault.OTHER_NAME,
            file + " line " + image.line() + ": for " + name + " " + imageFile + " is read");
      }
      samples.add(new Sample(samples.size() + 1, imageFile, faces(image, imageFile)));
    }
    return samples;
  }

  /** Names in lists start with a slash, which means the image folder and not the root. */
  private static String name(WiderFile.Image image) {
    String relative = image.name().replaceFirst("^/+", "");
    try {
      boolean absolute =
          relative.length() < image.name().length() && Files.isRegularFile(Path.of(image.name()));
      return absolute ? image.name() : relative;
    } catch (InvalidPathException e) {
      return relative; // no file can have that name
    }
  }

  private void reject(WiderFile.Image image, int missing, int all) {
    problems.reject(
        Fault.MISSING_IMAGE,
        file + " line " + image.line() + ": the image " + image.name() + " is missing",
        missing
            + " of "
            + all
            + " images are missing; "
            + search.describeSearch()
            + ". Fix the lines or pass --images DIR, from which names start");
  }

  private List<Annotation> faces(WiderFile.Image image, Path imageFile) {
    if (image.faces().isEmpty()) {
      return List.of();
    }
    ImageSize size = sizes.of(imageFile).orElse(null);
    List<Annotation> faces = new ArrayList<>();
    for (WiderFile.Face face : image.faces()) {
      Annotation annotation =
          face.validity() == WiderFile.Validity.INVALID ? ignored(face, size) : target(face, size);
      if (annotation != null) {
        faces.add(annotation);
      }
    }
    return faces;
  }

  private @Nullable Annotation target(WiderFile.Face face, @Nullable ImageSize size) {
    String object = file + " line " + face.line() + ": the face";
    Box box = policy.admit(object, face.box(), BoxPolicy.finding(face.box(), size), size);
    return box == null ? null : new Annotation(box, LABEL, box.area(), Set.of(), face.landmarks());
  }

  private @Nullable Annotation ignored(WiderFile.Face face, @Nullable ImageSize size) {
    double sum = face.box().x1() + face.box().y1() + face.box().x2() + face.box().y2();
    if (size == null || !Double.isFinite(sum)) {
      return null;
    }
    Box box = face.box().clipTo(size);
    return box.isEmpty()
        ? null
        : new Annotation(box, LABEL, box.area(), Set.of(Annotation.Trait.CROWD));
  }
}
