package dev.osprey.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourcesTest {
  @TempDir Path folder;

  private void create(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.createFile(folder.resolve(name));
    }
  }

  private ImageSources sources(String... sources) {
    return ImageSources.find(Arrays.stream(sources).map(one -> folder + "/" + one).toList());
  }

  private List<String> find(String... sources) {
    return sources(sources).images().stream().map(f -> folder.relativize(f).toString()).toList();
  }

  @Test
  void existingFoldersAreNotPatterns() throws IOException {
    create("run[1] (copy)/a.png", "{x}/b.png", "run1/c.png");
    assertThat(find("run[1] (copy)/*.png")).containsExactly("run[1] (copy)/a.png");
    assertThat(find("{x}/*")).containsExactly("{x}/b.png");
    assertThat(find("run[1] (copy)/a.png")).containsExactly("run[1] (copy)/a.png");
    assertThat(find("run[0-9]/*.png")).containsExactly("run1/c.png");
  }

  @Test
  void patternsMatchInsideFoldersAndSkipHiddenFiles() throws IOException {
    create(
        "a.png", "._a.png", ".Trash/a.png", "x/y/b.jfif", "x/c.gif", "x/.ipynb_checkpoints/c.gif");
    assertThat(find("*.png")).containsExactly("a.png");
    assertThat(find("**/*.*")).containsExactly("a.png", "x/c.gif", "x/y/b.jfif");
    assertThat(find("*/*.{gif,png}")).containsExactly("x/c.gif");
    assertThat(find("._a.png")).containsExactly("._a.png");
    assertThat(find("._*")).containsExactly("._a.png");
    assertThat(find("x\\*.gif")).containsExactly("x/c.gif");
  }

  @Test
  void imagesOfAFolderAndItsLinkAreListedOnce() throws IOException {
    create("real/a.png");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("real/again"), Path.of("."));
    assertThat(find("link")).containsExactly("link/a.png");
    assertThat(find("link/*.png", "real", "real/a.png")).containsExactly("link/a.png");
    assertThat(find("real/**/*.png")).containsExactly("real/a.png");
  }

  @Test
  void skippedFilesAreCountedByTheirEndings() throws IOException {
    create("a.png", "b.txt", "c.txt", "phone.HEIC", "README", ".hidden");
    assertThat(sources(".").skipped())
        .contains(
            "skipped: 3 files that are not images (.txt 2, no ending 1), 1 image that cannot be"
                + " read (.HEIC 1; convert it to JPEG or PNG)");
    assertThat(sources("*.png").skipped()).isEmpty();
  }

  @Test
  void sourcesWithoutImagesAreRefusedWithTheReason() throws IOException {
    create("x/y/a.png", "h/phone.heic");
    assertMistake("x/b.png", "there is no such file or folder");
    assertMistake("none/*.png", "there is no folder");
    assertMistake("x/*.png", "no image matches this pattern");
    assertMistake("x[1/*.png", "brackets or braces are not closed");
    assertMistake("x", "/**/*\"");
    assertMistake("h", ".heic 1");
    assertMistake("x/b.png\\", "there is no such file or folder");
  }

  private void assertMistake(String source, String why) {
    assertThatThrownBy(() -> find(source)).isInstanceOf(UserError.class).hasMessageContaining(why);
  }

  @Test
  void devicesAreRefused() {
    assertThatThrownBy(() -> ImageSources.find(List.of("/dev/null")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("/dev/null is a device or a pipe");
  }
}
