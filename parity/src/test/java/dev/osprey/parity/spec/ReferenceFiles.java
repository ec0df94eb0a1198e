package dev.osprey.parity.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where files lie that cases name but do not hold. */
public final class ReferenceFiles {
  private ReferenceFiles() {}

  /** The reference folder beside the repository; it need not exist. */
  public static Path shared() {
    return repository().resolveSibling("shared").resolve("reference");
  }

  /** The repository's root. */
  public static Path repository() {
    Path root = Path.of(System.getProperty("osprey.root", ".."));
    return root.toAbsolutePath().normalize();
  }

  /**
   * A file by the path in a spec, which counts from the folder above the cases or from the one
   * above that; else from the shared reference. Gives the first candidate where there is no such
   * file.
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
