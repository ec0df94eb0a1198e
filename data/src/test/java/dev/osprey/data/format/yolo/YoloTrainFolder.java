package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Box;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** A test of a YOLO data set with the images {@code a.png} and {@code b.png} in {@code train}. */
abstract class YoloTrainFolder extends DatasetFolder {
  /** Centre (50, 25) of 100 by 50, 20 by 20. */
  static final String ROW = "1 0.5 0.5 0.2 0.4";

  static final Box BOX = new Box(40, 15, 60, 35);

  @BeforeEach
  void makeSet() {
    files.image("images/train/a.png", 100, 50);
    files.image("images/train/b.png", 100, 50);
    files.text("labels/train/a.txt", ROW);
    files.text("labels/train/b.txt", ROW);
  }

  void yaml(String... lines) {
    files.text("data.yaml", lines);
  }

  void assertBothRead() {
    assertThat(boxes(read())).containsExactly(BOX, BOX);
  }

  void assertBothRead(Path data) {
    assertThat(boxes(read(DatasetSource.of(data)))).containsExactly(BOX, BOX);
  }

  void delete(String... names) throws IOException {
    for (String name : names) {
      Files.delete(files.path(name));
    }
  }
}
