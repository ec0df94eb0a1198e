package dev.osprey.cli.predict;

import dev.osprey.cli.failure.ImageFailure;
import dev.osprey.cli.predict.ImageAnnotator.Seen;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.ProblemList;
import dev.osprey.core.text.UserError;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.predict.files.ObjectFiles;
import dev.osprey.training.evaluation.CocoImageList;
import dev.osprey.training.evaluation.ResultIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects objects in one image after another. If an image fails, the run continues with the next
 * one; {@link #report} lists the failures at the end.
 */
final class PredictionRun {
  private final List<Path> images;
  private final ResultIds ids;
  private final AnnotatedFileNames names;
  private final ImageAnnotator annotated;
  private final Path folder;
  private final @Nullable ObjectFiles objects;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Throwable fault;

  /** Takes the results of one image. */
  @FunctionalInterface
  interface Done {
    void with(Path image, Seen seen, List<CocoDetection> entries);
  }

  /**
   * @param folder for the annotated images
   * @param objects writes label files and crops; null if none are wanted
   */
  PredictionRun(
      List<Path> images,
      ResultIds ids,
      ImageAnnotator annotated,
      Path folder,
      @Nullable ObjectFiles objects) {
    this.images = images;
    this.ids = ids;
    this.annotated = annotated;
    this.folder = folder;
    this.objects = objects;
    names = AnnotatedFileNames.of(images);
  }

  CocoImageList imageList() {
    return new CocoImageList(images, annotated.labels(), ids);
  }

  /**
   * Detects all images and writes their files.
   *
   * @param done called for each image that did not fail; its exceptions end the run
   */
  void detect(Done done) {
    for (Path image : images) {
      Seen seen = seen(image);
      if (seen != null) {
        done.with(image, seen, ids.entries(image, seen.shown()));
      }
    }
  }

  private @Nullable Seen seen(Path image) {
    String name = names.of(image);
    try {
      Seen seen = annotated.write(image, folder.resolve(name));
      if (objects != null) {
        objects.write(name, seen.image(), seen.shown());
      }
      return seen;
    } catch (RuntimeException | Error e) { // memory, stack, class loading, native code
      problems.add(problem(image, e));
      return null;
    }
  }

  private String problem(Path image, Throwable error) {
    String name = OneLine.of(image.toString());
    Optional<String> reason = ImageFailure.reason(error);
    if (reason.isEmpty()) {
      if (fault == null) {
        fault = error;
      } else if (fault != error) {
        fault.addSuppressed(error);
      }
      return name + ": Osprey failed on it; this is a bug in Osprey";
    }
    return reason.get().contains(image.toString()) ? reason.get() : name + ": " + reason.get();
  }

  /**
   * Reports the images that could not be used.
   *
   * @throws UserError if images could not be used
   * @throws IllegalStateException if a bug in Osprey was the reason
   */
  void report() {
    if (problems.isEmpty()) {
      return;
    }
    String text =
        problems.size()
            + " of "
            + images.size()
            + " images could not be used"
            + (problems.size() == images.size() ? ":" : "; all others are done:")
            + ProblemList.lines(problems);
    if (fault == null) {
      throw new UserError(text);
    }
    System.err.println("error: " + text);
    throw new IllegalStateException("an image could not be used", fault);
  }
}
