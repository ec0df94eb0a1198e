package dev.osprey.data.result;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ImageFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes result files for WIDER FACE's evaluation: {@code <event>/<image>.txt}, one for
 * each image, with its name, the number of detections and {@code x y width height score} a line.
 */
public final class WiderResultFolder {
  private static final int SHOWN = 5;
  private static final String ENDING = ".txt";

  private WiderResultFolder() {}

  /** A file that was read, or the reason why it could not be. */
  private record Outcome(@Nullable WiderResult result, @Nullable String problem) {}

  /**
   * Reads the detections of all images, in the order of the ground truth. Hidden files and those
   * without the extension {@code .txt} are ignored.
   *
   * @throws UserError if an image has no file, a file or folder belongs to no image, or a file is
   *     invalid; the message counts all and names the first
   */
  public static List<WiderResult> read(Path folder, WiderTruth truth) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + ". WIDER FACE's results are a folder with a file <event>/<image>.txt for each"
              + " image");
    }
    requireAll(folder, truth);
    requireNoOthers(folder, truth);
    return results(truth.images().parallelStream().map(image -> read(folder, image)).toList());
  }

  private static List<WiderResult> results(List<Outcome> outcomes) {
    List<WiderResult> results = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome.result != null) {
        results.add(outcome.result);
      } else if (outcome.problem != null) {
        problems.add(outcome.problem);
      }
    }
    if (problems.size() == 1) {
      throw new UserError(problems.get(0));
    }
    if (!problems.isEmpty()) {
      throw new UserError(
          problems.size() + " result files cannot be used:\n  " + shortened(problems, "\n  "));
    }
    return results;
  }

  private static Outcome read(Path folder, WiderTruth.Image image) {
    try {
      return new Outcome(WiderResultFile.read(file(folder, image), image), null);
    } catch (UserError e) {
      return new Outcome(null, e.getMessage());
    }
  }

  private static Path file(Path folder, WiderTruth.Image image) {
    return folder.resolve(image.event()).resolve(image.name() + ENDING);
  }

  private static void requireAll(Path folder, WiderTruth truth) {
    List<String> missing =
        truth.images().stream()
            .filter(image -> !Files.isRegularFile(file(folder, image)))
            .map(image -> image.path() + ENDING)
            .toList();
    if (!missing.isEmpty()) {
      throw new UserError(
          folder
              + " has no result file for "
              + missing.size()
              + " of the "
              + truth.images().size()
              + " images: "
              + shortened(missing, ", ")
              + ". An image in which nothing was found needs a file with 0 in its second"
              + " line");
    }
  }

  /**
   * Throws if there are results of other images: their scores would change the normalisation of
   * all.
   */
  private static void requireNoOthers(Path folder, WiderTruth truth) {
    Set<Path> known = new HashSet<>();
    for (WiderTruth.Image image : truth.images()) {
      known.add(folder.resolve(image.event()));
      known.add(file(folder, image));
    }
    List<String> others = new ArrayList<>();
    for (Path event : ImageFolders.subfolders(folder)) {
      if (ImageFolders.isHidden(event)) {
        continue;
      }
      if (!known.contains(event)) {
        others.add(String.valueOf(event.getFileName()));
        continue;
      }
      ImageFolders.contents(event).stream()
          .filter(file -> !known.contains(file) && !ImageFolders.isHidden(file))
          .filter(file -> ImageFolders.ending(file).equals(ENDING))
          .forEach(file -> others.add(folder.relativize(file).toString()));
    }
    if (!others.isEmpty()) {
      throw new UserError(
          folder
              + " has results of "
              + others.size()
              + " events or images that the ground truth does not know: "
              + shortened(others, ", ")
              + ". Move them elsewhere, or give the ground truth that they belong to");
    }
  }

  private static String shortened(List<String> names, String separator) {
    String shown = String.join(separator, names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? shown : shown + separator + "…";
  }

  /**
   * Writes a file for each image, into a hidden folder first, so that no visible file is
   * incomplete. The folder itself is kept; it may be a link or a mount point.
   *
   * @param folder absent or empty
   * @throws UserError if something cannot be written or exists already; no partial result is left
   */
  public static void write(List<WiderResult> results, Path folder) {
    Path hidden = folder.resolve(".part");
    List<Path> made = new ArrayList<>(List.of(hidden));
    try {
      Files.createDirectories(folder);
      Files.createDirectory(hidden);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    try {
      for (WiderResult result : results) {
        Path event = Files.createDirectories(hidden.resolve(result.event()));
        Files.writeString(event.resolve(result.name() + ENDING), WiderResultFile.text(result));
      }
      for (Path event : ImageFolders.subfolders(hidden)) {
        made.add(Files.move(event, folder.resolve(hidden.relativize(event))));
      }
      Files.delete(hidden);
    } catch (IOException e) {
      made.forEach(path -> delete(path, e));
      throw unwritable(folder, e);
    }
  }

  /**
   * Writes the file of one image under a temporary name first, so that no visible file is
   * incomplete.
   *
   * @param folder with results of other images, or absent
   */
  public static void add(WiderResult result, Path folder) {
    try {
      Path event = Files.createDirectories(folder.resolve(result.event()));
      Path beside = event.resolve("." + result.name() + ".part");
      Files.writeString(beside, WiderResultFile.text(result), StandardOpenOption.CREATE_NEW);
      Files.move(beside, event.resolve(result.name() + ENDING), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static UserError unwritable(Path folder, IOException reason) {
    return new UserError(
        folder
            + " cannot be written: "
            + IoReason.of(reason)
            + ". Check the folder and its free space",
        reason);
  }

  private static void delete(Path folder, IOException reason) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
