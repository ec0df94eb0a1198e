package dev.osprey.data.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoDetectionWriterTest {
  @TempDir private Path folder;

  private static CocoDetection detection(long image) {
    return new CocoDetection(image, 1, 2, 3, 4, 5, 0.5);
  }

  @Test
  void fileIsACompleteArrayAfterEachImage() {
    Path file = folder.resolve("d.json");
    try (CocoDetectionWriter writer = CocoDetectionWriter.file(file)) {
      assertThat(CocoDetection.readAll(file)).isEmpty();
      for (int image = 1; image <= 50; image++) {
        writer.add(image % 5 == 0 ? List.of() : List.of(detection(image), detection(image)));
        assertThat(CocoDetection.readAll(file)).hasSize(2 * (image - image / 5));
      }
    }
    assertThat(CocoDetection.readAll(file).get(2)).isEqualTo(detection(2));
  }

  @Test
  void existingFilesAndLinksAreNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("d.json"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("l.json"), folder.resolve("nowhere"));

    assertThatThrownBy(() -> CocoDetectionWriter.file(file)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> CocoDetectionWriter.file(link)).isInstanceOf(UserError.class);
    assertThat(file).hasContent("mine");
    assertThat(folder.resolve("nowhere")).doesNotExist();
    assertThatThrownBy(() -> CocoDetectionWriter.file(folder.resolve("no/d.json")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
  }
}
