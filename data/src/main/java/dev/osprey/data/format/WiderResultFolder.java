package dev.osprey.data.format;

import dev.osprey.core.IoReason;
import dev.osprey.core.UserError;
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
 * Result files as WIDER FACE's evaluation takes them: {@code <event>/<picture>.txt}, one for each
 * picture, with its name, the number of detections and {@code x y width height score} a line.
 */
public final class WiderResultFolder {
  private static final int SHOWN = 5;
  private static final String ENDING = ".txt";

  private WiderResultFolder() {}

  /** A file that was read, or why it could not be. */
  private record Outcome(@Nullable WiderResult result, @Nullable String problem) {}

  /**
   * The findings of all pictures, in their order. Hidden files and what does not end in {@code
   * .txt} is passed over.
   *
   * @throws UserError where a picture has no file, a file or folder belongs to none, or a file is
   *     not as it must be; all that are wrong are counted, the first ones named
   */
  public static List<WiderResult> read(Path folder, WiderTruth truth) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          folder
              + (Files.exists(folder) ? " is no folder" : " does not exist")
              + ". WIDER FACE's results are a folder with a file <event>/<picture>.txt for each"
              + " picture");
    }
    requireAll(folder, truth);
    requireNoOthers(folder, truth);
    return results(
        truth.pictures().parallelStream().map(picture -> read(folder, picture)).toList());
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

  private static Outcome read(Path folder, WiderTruth.Picture picture) {
    try {
      return new Outcome(WiderResultFile.read(file(folder, picture), picture), null);
    } catch (UserError e) {
      return new Outcome(null, e.getMessage());
    }
  }

  private static Path file(Path folder, WiderTruth.Picture picture) {
    return folder.resolve(picture.event()).resolve(picture.name() + ENDING);
  }

  private static void requireAll(Path folder, WiderTruth truth) {
    List<String> missing =
        truth.pictures().stream()
            .filter(picture -> !Files.isRegularFile(file(folder, picture)))
            .map(picture -> picture.path() + ENDING)
            .toList();
    if (!missing.isEmpty()) {
      throw new UserError(
          folder
              + " has no result file for "
              + missing.size()
              + " of the "
              + truth.pictures().size()
              + " pictures: "
              + shortened(missing, ", ")
              + ". A picture in which nothing was found needs a file that says 0 in its second"
              + " line");
    }
  }

  /** Scores of other pictures would change how those of all are normalised. */
  private static void requireNoOthers(Path folder, WiderTruth truth) {
    Set<Path> known = new HashSet<>();
    for (WiderTruth.Picture picture : truth.pictures()) {
      known.add(folder.resolve(picture.event()));
      known.add(file(folder, picture));
    }
    List<String> others = new ArrayList<>();
    for (Path event : PictureFolders.subfolders(folder)) {
      if (PictureFolders.isHidden(event)) {
        continue;
      }
      if (!known.contains(event)) {
        others.add(String.valueOf(event.getFileName()));
        continue;
      }
      PictureFolders.contents(event).stream()
          .filter(file -> !known.contains(file) && !PictureFolders.isHidden(file))
          .filter(file -> PictureFolders.ending(file).equals(ENDING))
          .forEach(file -> others.add(folder.relativize(file).toString()));
    }
    if (!others.isEmpty()) {
      throw new UserError(
          folder
              + " has results of "
              + others.size()
              + " events or pictures that the ground truth does not know: "
              + shortened(others, ", ")
              + ". Move them elsewhere, or give the ground truth that they belong to");
    }
  }

  private static String shortened(List<String> names, String separator) {
    String shown = String.join(separator, names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? shown : shown + separator + "…";
  }

  /**
   * Writes a file for each picture: all of them into a hidden folder first, so that none of what is
   * seen is half written. The folder itself stays; it may be a link or a mounted one.
   *
   * @param folder absent or empty
   * @throws UserError where something cannot be written, or stands there already; nothing is left
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
      for (Path event : PictureFolders.subfolders(hidden)) {
        made.add(Files.move(event, folder.resolve(hidden.relativize(event))));
      }
      Files.delete(hidden);
    } catch (IOException e) {
      made.forEach(path -> delete(path, e));
      throw unwritable(folder, e);
    }
  }

  /**
   * Writes the file of one picture: beside its name first, so that what is seen is whole.
   *
   * @param folder with results of other pictures, or absent
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
