package dev.osprey.data.format.wider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EmptyImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WiderFormatTest extends WiderFolder {
  private static final String UNKNOWN = " -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 ";

  @Test
  void readsFacesWithAndWithoutLandmarks() {
    drawTrain(
        "# 0--Parade/a.jpg",
        "10 20 30 40 15.5 30 0.0 32.25 31 1.0 22 40 0.0 16 50 0.0 30 51 0.0 0.82",
        "60 5 4 6" + UNKNOWN + "0.01",
        "# 0--Parade/b.jpg",
        "1 2 3 4" + UNKNOWN,
        "5 6 7 8");

    Dataset dataset = read();

    assertThat(DatasetFormats.formatOf(DatasetSource.of(folder))).isInstanceOf(WiderFormat.class);
    assertThat(dataset.name()).isEqualTo("train");
    assertThat(dataset.labels().names()).containsExactly("face");
    assertThat(dataset.samples()).extracting(sample -> sample.id()).containsExactly(1L, 2L);
    assertThat(dataset.samples().get(0).image())
        .isEqualTo(folder.toAbsolutePath().resolve("train/images/0--Parade/a.jpg"));
    Annotation first = dataset.samples().get(0).annotations().get(0);
    assertThat(first.box()).isEqualTo(new Box(10, 20, 40, 60)); // 10 + 30, 20 + 40
    assertThat(first.area()).isEqualTo(1200);
    assertThat(first.label()).isZero();
    assertThat(first.landmarks())
        .containsExactly(
            new Point(15.5, 30),
            new Point(32.25, 31),
            new Point(22, 40),
            new Point(16, 50),
            new Point(30, 51));
    assertThat(dataset.samples().get(0).annotations().get(1))
        .isEqualTo(Annotation.of(new Box(60, 5, 64, 11), 0));
    assertThat(dataset.samples().get(1).annotations())
        .containsExactly(
            Annotation.of(new Box(1, 2, 4, 6), 0), Annotation.of(new Box(5, 6, 12, 14), 0));
    assertThat(warnings).isEmpty();
  }

  /**
   * Pytorch_Retinaface does not train on the landmarks of such faces either, or they are not
   * complete.
   */
  @Test
  void partlyKnownLandmarksAreUnknown() {
    drawTrain(
        "# 0--Parade/a.jpg",
        "10 20 30 40 -2.5 30 0 32 31 0 22 40 0 16 50 0 30 51 0",
        "10 20 30 40 15 30 0 32 31 0 -1 -1 -1 16 50 0 30 51 0",
        "10 20 30 40 15 30 0 -3 31 0 22 40 0 16 50 0 30 51 0");
    List<Annotation> faces = read().samples().get(0).annotations();
    assertThat(faces.get(0).landmarks()).isEmpty();
    assertThat(faces.get(1).landmarks()).isEmpty();
    assertThat(faces.get(2).landmarks()).hasSize(5).contains(new Point(-3, 31));
  }

  @Test
  void keepsImagesWithoutFaces() {
    drawTrain("# 0--Parade/a.jpg", "", "# 0--Parade/b.jpg ");
    assertThat(read().samples()).hasSize(2).allMatch(sample -> sample.annotations().isEmpty());
    assertThat(read(DatasetSource.of(folder).withEmptyImages(EmptyImages.DROP)).samples())
        .isEmpty();
  }

  @Test
  void readsTheOfficialBoxes() {
    drawOfficial(
        "0--Parade/a.jpg",
        "3",
        "10 20 30 40 2 0 0 0 1 0 ",
        "60 5 10 10 2 0 0 1 0 0 ",
        "70 5 0 10 2 0 0 1 0 0 ",
        "0--Parade/b.jpg",
        "0",
        "0 0 0 0 0 0 0 0 0 0 ");

    Dataset dataset = read();

    assertThat(dataset.name()).isEqualTo("train");
    List<Annotation> faces = dataset.samples().get(0).annotations();
    // The second face is marked as invalid; so is the third, which has no area.
    assertThat(faces)
        .extracting(Annotation::box)
        .containsExactly(new Box(10, 20, 40, 60), new Box(60, 5, 70, 15));
    assertThat(faces).extracting(Annotation::isCrowd).containsExactly(false, true);
    assertThat(dataset.samples().get(1).annotations()).isEmpty();
    assertThat(dataset.samples()).hasSize(2);
  }

  @Test
  void aLineOfZerosMayBeAbsent() {
    drawOfficial("0--Parade/a.jpg", "0", "0--Parade/b.jpg", "1", "1 2 3 4 0 0 0 0 0 0");
    assertThat(read().samples().get(0).annotations()).isEmpty();
    assertThat(read().samples().get(1).annotations())
        .containsExactly(Annotation.of(new Box(1, 2, 4, 6), 0));
  }

  @Test
  void distinguishesTheSplits() {
    drawTrain("# 0--Parade/a.jpg", "10 20 30 40");
    files.image("val/images/1--Rest/c.jpg", 30, 30);
    files.text("val/wider_val.txt", "/1--Rest/c.jpg");
    files.text("wider_face_split/wider_face_test_filelist.txt", "2--Swim/d.jpg");
    files.image("WIDER_test/images/2--Swim/d.jpg", 20, 20);

    assertThat(new WiderFormat().splits(folder)).containsExactly("test", "train", "val");
    assertMistake()
        .hasMessage(folder + " has several splits. Pass --split with one of test, train, val");
    assertThat(read(DatasetSource.of(folder).withSplit("training")).size()).isEqualTo(1);
    assertThat(warnings).isEmpty();
    Dataset val = read(DatasetSource.of(folder).withSplit("val"));
    assertThat(val.samples().get(0).image()).hasFileName("c.jpg");
    assertThat(val.samples().get(0).annotations()).isEmpty();
    assertThat(warnings)
        .containsExactly(
            folder.resolve("val/wider_val.txt") + " names images alone: its 1 images have no faces",
            "val: none of the 1 images has an object; there is nothing to learn and nothing to"
                + " measure");
    assertThat(read(DatasetSource.of(folder).withSplit("test")).size()).isEqualTo(1);
    assertThatThrownBy(() -> read(DatasetSource.of(folder).withSplit("dev")))
        .hasMessageContaining("has no split \"dev\"");
  }

  @Test
  void readsExplicitlyNamedFiles() {
    drawOfficial("0--Parade/a.jpg", "1", "10 20 30 40 2 0 0 0 1 0");
    Path annotations = folder.resolve("wider_face_split/wider_face_train_bbx_gt.txt");
    assertThat(read(DatasetSource.none().withAnnotations(annotations)).size()).isEqualTo(1);

    Path own = files.text("mine/faces.txt", "# a.jpg", "10 20 30 40");
    files.image("elsewhere/a.jpg", 100, 80);
    DatasetSource outright =
        DatasetSource.none().withAnnotations(own).withImages(folder.resolve("elsewhere"));
    assertThat(read(outright).samples().get(0).annotations()).hasSize(1);
    assertThat(read(outright).name()).isEqualTo("mine");
    Path classes = files.text("classes.txt", "head");
    assertThat(read(outright.withClasses(classes)).labels().names()).containsExactly("head");
    files.text("classes.txt", "head", "hand");
    assertThatThrownBy(() -> read(outright.withClasses(classes)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("names 2 classes; WIDER FACE has one");
  }

  @Test
  void aFileWithoutImagesIsAnEmptyDataSet() {
    Path empty = files.text("label.txt", "", "");
    DatasetSource outright = DatasetSource.none().withAnnotations(empty).withFormat("wider");
    assertThat(read(outright).size()).isZero();
    assertThatThrownBy(() -> read(outright.withFormat(null)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no known layout");

    drawTrain();
    assertThat(read().size()).isZero();
    assertThat(warnings).isEmpty();
  }

  @Test
  void readsTheOnlyFolderOfASplit() {
    files.image("images/a.jpg", 100, 80);
    files.text("label.txt", "# a.jpg\r", "10 20 30 40\r");
    assertThat(read().samples().get(0).annotations()).hasSize(1);
  }

  @Test
  void findsNamesOfOtherMachines() {
    drawTrain("# C:\\wider\\train\\images\\0--Parade\\a.jpg", "10 20 30 40", "# /B.JPG", "1 2 3 4");
    Path labels = folder.resolve("train/label.txt");
    Dataset dataset =
        read(
            DatasetSource.none()
                .withAnnotations(labels)
                .withImages(folder.resolve("train/images")));
    assertThat(dataset.samples())
        .extracting(each -> each.image().getFileName().toString())
        .containsExactly("a.jpg", "b.jpg");
    assertThat(warnings).singleElement().asString().contains("2 images found under other names");
  }

  @Test
  void doesNotRecogniseOtherTextFiles() {
    files.image("train/images/a.jpg", 10, 10);
    files.text("train/label.txt", "cat", "dog");
    assertThat(new WiderFormat().recognises(folder)).isFalse();
    assertMistake().hasMessageContaining("wider: <split>/label.txt");
  }
}
