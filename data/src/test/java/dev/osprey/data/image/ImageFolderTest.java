package dev.osprey.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    for (String name :
        new String[] {
          "a.png",
          "b.JFIF",
          "c.gif",
          "notes.txt",
          "._a.png",
          ".DS_Store",
          "Thumbs.db",
          "deep/d.jpe",
          ".ipynb_checkpoints/a.png",
          "__MACOSX/a.png"
        }) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.createFile(folder.resolve(name));
    }
  }

  @Test
  void skipsHiddenFilesAndFolders() {
    ImageFolder found = ImageFolder.read(folder, Integer.MAX_VALUE);
    assertThat(found.images().stream().map(file -> folder.relativize(file).toString()))
        .containsExactly("a.png", "b.JFIF", "c.gif", "deep/d.jpe");
    assertThat(found.others()).containsExactly(folder.resolve("notes.txt"));
  }

  @Test
  void readsEachFolderOnceWithAnyNumberOfLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("deep/again"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("a link"), folder.resolve("deep"));
    assertThat(ImageFolder.read(folder, Integer.MAX_VALUE).images())
        .hasSize(4)
        .contains(folder.resolve("deep/d.jpe"));
  }

  @Test
  void listsBrokenLinksAndReportsThemWhenRead() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("z.png"), Path.of("gone.png"));
    assertThat(ImageFolder.read(folder, 1).images()).contains(link);
    assertThatThrownBy(() -> ImageCodec.read(link))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("z.png is a link to a file that does not exist");
  }
}
