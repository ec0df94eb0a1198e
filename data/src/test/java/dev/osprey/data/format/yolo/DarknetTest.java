package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Darknet's data sets, as CVAT exports them. */
class DarknetTest extends DatasetFolder {
  @BeforeEach
  void makeSet() {
    files.text(
        "obj.data",
        "classes = 2",
        "train = data/train.txt",
        "names = data/obj.names",
        "backup = backup/");
    files.text("obj.names", "disc", "box");
    files.text("train.txt", "data/obj_train_data/a.png", "data/obj_train_data/sub/b.png");
    files.image("obj_train_data/a.png", 100, 50);
    files.image("obj_train_data/sub/b.png", 100, 50);
    files.text("obj_train_data/a.txt", "1 0.5 0.5 0.2 0.4");
    files.text("obj_train_data/sub/b.txt", "0 0.5 0.5 0.2 0.4");
  }

  private void assertRead(DatasetSource source) {
    Dataset dataset = read(source);
    Box box = new Box(40, 15, 60, 35);
    assertThat(dataset.labels().names()).containsExactly("disc", "box");
    assertThat(dataset.samples()).hasSize(2);
    assertThat(dataset.samples().get(0).annotations()).containsExactly(Annotation.of(box, 1));
    assertThat(dataset.samples().get(1).annotations()).containsExactly(Annotation.of(box, 0));
  }

  @Test
  void recognisesAFolderOfCvat() {
    assertRead(DatasetSource.of(folder));
    assertThat(DatasetFormats.formatOf(DatasetSource.of(folder))).isInstanceOf(YoloFormat.class);
    assertThat(DatasetFormats.named("yolo").splits(folder)).containsExactly("train");
    assertRead(DatasetSource.none().withAnnotations(files.path("obj.data")));
    assertThat(warnings).isEmpty();
  }

  @Test
  void filesMayBeMissing() throws IOException {
    Files.delete(files.path("obj.data"));
    assertRead(DatasetSource.of(folder));
    Files.delete(files.path("train.txt"));
    assertRead(DatasetSource.of(folder));
    files.text("obj.data", "train = data/train.txt", "names = data/obj.names");
    assertRead(DatasetSource.of(folder));
  }

  @Test
  void eachSplitHasItsOwnList() {
    files.text(
        "obj.data",
        "classes=2",
        "train=data\\train.txt",
        "valid  =  data\\valid.txt",
        "names=data\\obj.names");
    files.text("valid.txt", "data\\obj_valid_data\\v.png\r");
    files.image("obj_valid_data/v.png", 10, 10);
    files.text("obj_valid_data/v.txt", "1 0.5 0.5 1 1");

    assertRead(DatasetSource.of(folder).withSplit("train"));
    assertThat(read(DatasetSource.of(folder).withSplit("val")).samples())
        .singleElement()
        .satisfies(
            sample ->
                assertThat(sample.annotations())
                    .containsExactly(Annotation.of(new Box(0, 0, 10, 10), 1)));
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has several splits");
  }

  @Test
  void recognisesTheFolderAboveData() throws IOException {
    Path above = folder.resolve("darknet");
    Files.createDirectories(above.resolve("data"));
    for (String name : List.of("obj.data", "obj.names", "train.txt", "obj_train_data")) {
      Files.move(files.path(name), above.resolve("data").resolve(name));
    }
    assertRead(DatasetSource.of(above));
  }

  @Test
  void imagesMayBeElsewhere() throws IOException {
    Files.createDirectories(files.path("images"));
    Files.move(files.path("obj_train_data/a.png"), files.path("images/a.png"));
    Files.move(files.path("obj_train_data/sub/b.png"), files.path("images/b.png"));

    assertRead(DatasetSource.of(folder).withImages(files.path("images")));
    assertThatThrownBy(
            () -> read(DatasetSource.of(folder).withImages(files.path("obj_train_data"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 missing images")
        .hasMessageContaining("2 of 2 images are missing; looked in ");
  }

  @Test
  void explainsMistakes() throws IOException {
    files.text("obj.names", "disc");
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("obj.names names 1 classes, but classes = 2");
    Files.delete(files.path("obj.names"));
    assertThatThrownBy(() -> read(DatasetSource.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("obj.data: names is data/obj.names, but there is no such file");
  }
}
