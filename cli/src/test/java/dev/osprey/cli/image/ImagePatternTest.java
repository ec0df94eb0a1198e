package dev.osprey.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePatternTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"*.png", "**/*.png", "**.png", "**/a*", "**", "?\n*.png", "sub\nfolder/*.png"})
  void namesWithLineBreaksAreMatched(String pattern) throws IOException {
    Path file = folder.resolve(pattern.startsWith("sub") ? "sub\nfolder" : "").resolve("a\nb.png");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1]);

    assertThat(ImagePattern.matches(folder + "/" + pattern)).containsExactly(file);
  }

  @Test
  void twoAsterisksMatchFoldersWithLineBreaks() throws IOException {
    Path file = folder.resolve("x\r/y\n/a.png");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1]);

    assertThat(ImagePattern.matches(folder + "/**/*.png")).containsExactly(file);
    assertThat(ImagePattern.matches(folder + "/x*/**/a.png")).containsExactly(file);
    assertThat(ImagePattern.matches(folder + "/*/a.png")).isEmpty();
  }
}
