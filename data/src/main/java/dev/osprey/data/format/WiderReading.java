package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.image.PictureCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes samples of the pictures of a WIDER FACE file. */
record WiderReading(Path file, PictureFolders pictures, EntryProblems problems) {
  private static final String CONVENTION =
      "WIDER FACE boxes are x y w h with positive size, inside the picture";

  /** So many absent pictures are named. */
  private static final int NAMED = 5;

  private static final int LABEL = 0;

  List<Sample> samples(WiderFile read) {
    List<Sample> samples = new ArrayList<>();
    List<WiderFile.Picture> absent = new ArrayList<>();
    for (WiderFile.Picture picture : read.pictures()) {
      Path found = find(picture.name());
      if (found == null) {
        absent.add(picture);
      } else if (absent.isEmpty()) {
        samples.add(new Sample(samples.size() + 1, found, faces(picture, found)));
      }
    }
    if (!absent.isEmpty()) {
      throw new UserError(absentMessage(absent, read.pictures().size()));
    }
    return samples;
  }

  /** Lists of names start each with a slash, which means the picture folder and not the root. */
  private @Nullable Path find(String name) {
    Path found = pictures.find(name.replaceFirst("^/+", ""));
    return found == null ? pictures.find(name) : found;
  }

  private String absentMessage(List<WiderFile.Picture> absent, int all) {
    StringBuilder message = new StringBuilder();
    message.append(file).append(": ").append(absent.size()).append(" of ").append(all);
    message.append(" pictures are not there: ");
    for (WiderFile.Picture picture : absent.subList(0, Math.min(NAMED, absent.size()))) {
      message.append(picture.name()).append(" (line ").append(picture.line()).append("), ");
    }
    message.setLength(message.length() - 2);
    if (absent.size() > NAMED) {
      message.append(" and ").append(absent.size() - NAMED).append(" more");
    }
    return message
        .append(". Looked in ")
        .append(pictures.list())
        .append(". Fix the lines or pass --images DIR, from which names start")
        .toString();
  }

  private List<Annotation> faces(WiderFile.Picture picture, Path found) {
    if (picture.faces().isEmpty()) {
      return List.of();
    }
    ImageSize size = PictureCodec.size(found);
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

  private @Nullable Annotation target(WiderFile.Face face, ImageSize size) {
    String object = file + " line " + face.line() + ": the face";
    Box box = new BoxPolicy(problems, CONVENTION).admit(object, face.box(), size);
    return box == null ? null : new Annotation(box, LABEL, box.area(), Set.of(), face.landmarks());
  }

  private static @Nullable Annotation ignored(WiderFile.Face face, ImageSize size) {
    Box box = face.box().clipTo(size);
    return box.isEmpty()
        ? null
        : new Annotation(box, LABEL, box.area(), Set.of(Annotation.Trait.CROWD));
  }
}
