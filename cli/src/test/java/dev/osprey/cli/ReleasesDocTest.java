package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documented list of reviewed libraries matches the build. */
class ReleasesDocTest {
  private static final Pattern ROW = Pattern.compile("\\| ([a-z0-9.]+): (.+?) \\| (\\S+) \\|.*");

  @Test
  void everyListedLibraryHasTheVersionOfTheBuild() throws IOException {
    List<String> jars =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
            .map(path -> String.valueOf(Path.of(path).getFileName()))
            .toList();
    int rows = 0;
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("osprey.root"), "docs/releases.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows++;
        for (String artifact : row.group(2).replaceAll(" \\(.*?\\)", "").split(", ")) {
          String jar = artifact + "-" + row.group(3) + ".jar";
          assertThat(jars).as(line).anyMatch(each -> each.endsWith(jar));
        }
      }
    }
    assertThat(rows).isEqualTo(19);
  }
}
