package dev.osprey.cli;

import dev.osprey.cli.AnnotatedPictures.Seen;
import dev.osprey.core.OneLine;
import dev.osprey.core.ProblemList;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.predict.files.ObjectFiles;
import dev.osprey.training.evaluation.CocoImageList;
import dev.osprey.training.evaluation.ResultIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects in one picture after the other. One that fails, for whatever reason, takes no other with
 * it; the reasons are told at the end.
 */
final class PictureRun {
  private final List<Path> pictures;
  private final ResultIds ids;
  private final PictureNames names;
  private final AnnotatedPictures annotated;
  private final Path folder;
  private final @Nullable ObjectFiles objects;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Throwable fault;

  /** Takes what one picture gave. */
  @FunctionalInterface
  interface Done {
    void with(Path picture, Seen seen, List<CocoDetection> entries);
  }

  /**
   * @param folder for the annotated pictures
   * @param objects files of single objects; null: there are none
   */
  PictureRun(
      List<Path> pictures,
      ResultIds ids,
      AnnotatedPictures annotated,
      Path folder,
      @Nullable ObjectFiles objects) {
    this.pictures = pictures;
    this.ids = ids;
    this.annotated = annotated;
    this.folder = folder;
    this.objects = objects;
    names = PictureNames.of(pictures);
  }

  CocoImageList imageList() {
    return new CocoImageList(pictures, annotated.labels(), ids);
  }

  /**
   * Detects and writes; what {@code done} throws ends it.
   *
   * @param done hears each picture that was used
   */
  void detect(Done done) {
    for (Path picture : pictures) {
      Seen seen = seen(picture);
      if (seen != null) {
        done.with(picture, seen, ids.entries(picture, seen.shown()));
      }
    }
  }

  private @Nullable Seen seen(Path picture) {
    String name = names.of(picture);
    try {
      Seen seen = annotated.write(picture, folder.resolve(name));
      if (objects != null) {
        objects.write(name, seen.picture(), seen.shown());
      }
      return seen;
    } catch (RuntimeException | Error e) { // memory, stack, class loading, native code
      problems.add(problem(picture, e));
      return null;
    }
  }

  private String problem(Path picture, Throwable error) {
    String name = OneLine.of(picture.toString());
    Optional<String> reason = PictureFault.reason(error);
    if (reason.isEmpty()) {
      if (fault == null) {
        fault = error;
      } else if (fault != error) {
        fault.addSuppressed(error);
      }
      return name + ": Osprey failed on it, which is a fault of Osprey's";
    }
    return reason.get().contains(picture.toString()) ? reason.get() : name + ": " + reason.get();
  }

  /**
   * Says which pictures could not be used.
   *
   * @throws UserError where there are some, or Osprey's own fault where there was one
   */
  void report() {
    if (problems.isEmpty()) {
      return;
    }
    String text =
        problems.size()
            + " of "
            + pictures.size()
            + " images could not be used"
            + (problems.size() == pictures.size() ? ":" : "; all others are done:")
            + ProblemList.lines(problems);
    if (fault == null) {
      throw new UserError(text);
    }
    System.err.println("error: " + text);
    throw new IllegalStateException("a picture could not be used", fault);
  }
}
