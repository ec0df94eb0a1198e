package dev.osprey.training.checkpoint;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The exclusive use of a run folder by one run. The folder is locked. At the end it is removed if
 * the run created it and kept nothing in it.
 */
public final class RunClaim implements AutoCloseable {
  private final RunFolder folder;
  private final RunLock lock;

  /** The created folders, innermost first. */
  private final List<Path> created;

  private boolean kept;

  private RunClaim(RunFolder folder, RunLock lock, List<Path> created) {
    this.folder = folder;
    this.lock = lock;
    this.created = created;
  }

  /**
   * Locks a folder for a new run and creates it if it is missing.
   *
   * @throws UserError if it holds a run or another process has locked it
   */
  public static RunClaim fresh(RunFolder folder) {
    List<Path> created = missing(folder.root());
    RunLock lock = null;
    try {
      RunFolder.create(folder.root());
      lock = RunLock.acquire(folder, note -> {});
      if (folder.holdsRun()) {
        throw holdsRun(folder);
      }
      return new RunClaim(folder, lock, created);
    } catch (RuntimeException | Error e) {
      if (lock != null) {
        lock.close();
      }
      removeEmpty(created);
      throw e;
    }
  }

  /**
   * Checks that a new run may use a folder. The folder is not changed.
   *
   * @throws UserError if it holds a run or another process has locked it
   */
  public static void requireUnused(RunFolder folder) {
    RunLock.requireFree(folder);
    if (folder.holdsRun()) {
      throw holdsRun(folder);
    }
  }

  /**
   * Locks a folder whose run resumes.
   *
   * @param notes receives a line if a process ended without releasing the lock
   * @throws UserError if another process has locked it
   */
  public static RunClaim resumed(RunFolder folder, Consumer<String> notes) {
    RunClaim claim = new RunClaim(folder, RunLock.acquire(folder, notes), List.of());
    claim.kept = true;
    return claim;
  }

  private static UserError holdsRun(RunFolder folder) {
    return new UserError(
        folder.root()
            + " holds a run already. Resume it with --resume "
            + folder.root()
            + ", or choose another folder with --out");
  }

  private static List<Path> missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path each = folder.toAbsolutePath();
        each != null && !Files.exists(each);
        each = each.getParent()) {
      missing.add(each);
    }
    return missing;
  }

  /** Keeps the folder from now on. */
  public void keep() {
    kept = true;
  }

  /** Releases the folder, or removes it if it is not kept. */
  @Override
  public void close() {
    if (!kept) {
      for (Path file :
          List.of(folder.config(), folder.log(), folder.metricsCsv(), folder.metricsJsonl())) {
        removeIfPossible(file);
      }
    }
    lock.close();
    if (!kept) {
      removeEmpty(created);
    }
  }

  private static void removeEmpty(List<Path> folders) {
    folders.forEach(RunClaim::removeIfPossible);
  }

  /** Removes a file or an empty folder; a folder that is not empty stays. */
  private static void removeIfPossible(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      return;
    }
  }
}
