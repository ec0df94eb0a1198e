package dev.osprey.parity.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds files that cases name but do not contain. */
public final class ReferenceFiles {
  private ReferenceFiles() {}

  /** Returns the reference folder beside the repository, which may not exist. */
  public static Path shared() {
    return repository().resolveSibling("shared").resolve("reference");
  }

  /** Returns the root of the repository. */
  public static Path repository() {
    Path root = Path.of(System.getProperty("osprey.root", ".."));
    return root.toAbsolutePath().normalize();
  }

  /**
   * Returns the file of a path in a spec. The path is relative to the folder above the cases, to
   * the one above that, or to the shared reference. If no such file exists, returns the first
   * candidate.
   */
  public static Path find(Path caseFolder, String file) {
    List<Path> bases = new ArrayList<>();
    Path folder = caseFolder.toAbsolutePath().normalize().getParent();
    for (int i = 0; i < 3 && folder != null; i++) {
      bases.add(folder);
      folder = folder.getParent();
    }
    bases.add(shared());
    bases.add(shared().resolveSibling(""));
    return bases.stream()
        .map(base -> base.resolve(file))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(bases.get(0).resolve(file));
  }
}
