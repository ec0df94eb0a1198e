package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes samples of the pictures of a WIDER FACE file. */
final class WiderReading {
  private static final String CONVENTION =
      "WIDER FACE boxes are x y w h with positive size, inside the picture";

  private static final int LABEL = 0;

  private final Path file;
  private final ImageSearch search;
  private final EntryProblems problems;
  private final BoxPolicy policy;
  private final ImageSizes sizes = new ImageSizes();

  WiderReading(Path file, ImageSearch search, EntryProblems problems) {
    this.file = file;
    this.search = search;
    this.problems = problems;
    this.policy = new BoxPolicy(problems, CONVENTION);
  }

  /** The pictures in the order of the file; those that are not there are rejected. */
  List<Sample> samples(WiderFile read) {
    List<String> names = read.pictures().stream().map(WiderReading::name).distinct().toList();
    ImageSearch.Found found = search.find(names);
    List<Sample> samples = new ArrayList<>();
    for (WiderFile.Picture picture : read.pictures()) {
      String name = name(picture);
      Path imageFile = found.images().get(name);
      if (imageFile == null) {
        reject(picture, names.size() - found.images().size(), names.size());
        continue;
      }
      if (found.others().contains(name)) {
        problems.tolerate(
            Fault.OTHER_NAME,
            file + " line " + picture.line() + ": for " + name + " " + imageFile + " is read");
      }
      samples.add(new Sample(samples.size() + 1, imageFile, faces(picture, imageFile)));
    }
    return samples;
  }

  /** Lists of names start each with a slash, which means the picture folder and not the root. */
  private static String name(WiderFile.Picture picture) {
    String relative = picture.name().replaceFirst("^/+", "");
    try {
      boolean absolute =
          relative.length() < picture.name().length()
              && Files.isRegularFile(Path.of(picture.name()));
      return absolute ? picture.name() : relative;
    } catch (InvalidPathException e) {
      return relative; // no file can have that name
    }
  }

  private void reject(WiderFile.Picture picture, int missing, int all) {
    problems.reject(
        Fault.MISSING_IMAGE,
        file + " line " + picture.line() + ": the picture " + picture.name() + " is not there",
        missing
            + " of "
            + all
            + " images are not there; "
            + search.looked()
            + ". Fix the lines or pass --images DIR, from which names start");
  }

  private List<Annotation> faces(WiderFile.Picture picture, Path imageFile) {
    if (picture.faces().isEmpty()) {
      return List.of();
    }
    ImageSize size = sizes.of(imageFile).orElse(null);
    List<Annotation> faces = new ArrayList<>();
    for (WiderFile.Face face : picture.faces()) {
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
