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

/** Folders that commands write to. What lies there already is never written over. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes the folder that the user asked for, which must be empty or absent, or else a new one
   * beside {@code standard}: {@code runs/predict}, {@code runs/predict-2}, …
   */
  public static Path make(@Nullable Path wanted, Path standard) {
    return create(choose(wanted, standard));
  }

  /** The same folder, which is not made yet. */
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
   * Makes a folder that must be empty or absent.
   *
   * @param option that names it
   */
  public static Path makeEmpty(Path wanted, String option) {
    requireUsable(wanted, option);
    return create(wanted);
  }

  /** Throws where {@link #makeEmpty} would: called before the work, where that comes after it. */
  public static void requireUsable(@Nullable Path wanted, String option) {
    if (wanted == null) {
      return;
    }
    if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
      throw new UserError(option + " " + wanted + ": that is a file; name a folder");
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
              + ": the folder cannot be made ("
              + IoReason.of(e)
              + "); check its parent's permissions",
          e);
    }
  }
}
