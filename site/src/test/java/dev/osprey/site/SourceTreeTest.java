package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Limits on the number of files in a package and of lines in a file. */
class SourceTreeTest {
  private static final int FILES_OF_A_PACKAGE = 20;
  private static final int LINES_OF_A_FILE = 350;
  private static final String REASON = "// Long because ";

  @Test
  void everyPackageHasFewerThan20Files() throws IOException {
    Map<Path, Integer> counts = new TreeMap<>();
    for (Path file : Repository.javaFiles()) {
      counts.merge(Objects.requireNonNull(file.getParent()), 1, Integer::sum);
    }
    counts.values().removeIf(count -> count < FILES_OF_A_PACKAGE);
    assertThat(counts).as("packages to split by subject").isEmpty();
  }

  @Test
  void everyFileHasFewerThan350LinesOrGivesAReason() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : Repository.javaFiles()) {
      List<String> lines = Files.readAllLines(Repository.ROOT.resolve(file));
      boolean reason = lines.stream().anyMatch(line -> line.strip().startsWith(REASON));
      if (lines.size() >= LINES_OF_A_FILE && !reason) {
        tooLong.add(file + ": " + lines.size() + " lines");
      }
    }
    assertThat(tooLong).as("files to split, or to give a comment '%s…'", REASON).isEmpty();
  }
}
