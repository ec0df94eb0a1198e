package dev.osprey.cli.output;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.checkpoint.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates the folders that commands write to. Existing files are never overwritten. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Creates the folder that the user named, which must be empty or absent. Without one, creates
   * {@code standard} or the first free of {@code runs/predict-2}, {@code runs/predict-3}, …
   */
  public static Path make(@Nullable Path wanted, Path standard) {
    return create(choose(wanted, standard));
  }

  /** Returns the same folder without creating it. */
  public static Path choose(@Nullable Path wanted, Path standard) {
    if (wanted == null) {
      OutputFile.requireWritableFolder("--out", standard);
      return firstFree(standard);
    }
    RunLock.requireFree(new RunFolder(wanted));
    requireUsable(wanted, "--out");
    return wanted;
  }

  /**
   * Creates a folder that must be empty or absent.
   *
   * @param option the option that names the folder, for messages
   */
  public static Path makeEmpty(Path wanted, String option) {
    requireUsable(wanted, option);
    return create(wanted);
  }

  /**
   * Checks what {@link #makeEmpty} checks, for commands that create the folder after their work.
   */
  public static void requireUsable(@Nullable Path wanted, String option) {
    if (wanted == null) {
      return;
    }
    if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
      throw new UserError(option + " " + wanted + ": this is a file; name a folder");
    }
    if (Files.exists(wanted) && !isEmptyFolder(wanted)) {
      throw new UserError(
          wanted
              + ": exists and is not empty; give "
              + option
              + " another folder, or remove this one");
    }
    OutputFile.requireWritableFolder(option, wanted);
  }

  private static Path firstFree(Path standard) {
    Path candidate = standard;
    for (int i = 2; Files.exists(candidate); i++) {
      candidate = standard.resolveSibling(standard.getFileName() + "-" + i);
    }
    return candidate;
  }

  private static boolean isEmptyFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UserError(folder + ": cannot be listed: " + IoReason.of(e), e);
    }
  }

  private static Path create(Path folder) {
    try {
      Files.createDirectories(folder);
      return folder;
    } catch (IOException e) {
      throw new UserError(
          folder
              + ": the folder cannot be created ("
              + IoReason.of(e)
              + "); check its parent's permissions",
          e);
    }
  }
}
