package dev.osprey.data.format.wider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFolder;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EmptyImages;
import dev.osprey.data.format.reading.OnInvalid;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WiderFormatTest extends DatasetFolder {
  private static final String UNKNOWN = " -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 ";

  private void drawTrain(String... labels) {
    files.image("train/images/0--Parade/a.jpg", 100, 80);
    files.image("train/images/0--Parade/b.jpg", 50, 40);
    files.text("train/label.txt", labels);
  }

  private void drawOfficial(String... labels) {
    files.image("WIDER_train/images/0--Parade/a.jpg", 100, 80);
    files.image("WIDER_train/images/0--Parade/b.jpg", 50, 40);
    files.text("wider_face_split/wider_face_train_bbx_gt.txt", labels);
  }

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

  /** Such faces' landmarks are not trained on by Pytorch_Retinaface either, or are not complete. */
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
  void imagesWithoutFacesAreSamples() {
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
    // The second is marked as invalid; the third too, and is nowhere.
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
  void tellsTheSplitsApart() {
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
  void filesMaySayItOutright() {
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
        .hasMessageContaining("has no layout that is known");

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
  void boxesWithoutAreaFollowThePolicy() {
    drawTrain("# 0--Parade/a.jpg", "10 20 30 40", "10 20 0 40", "90 20 30 40");
    String object = folder.resolve("train/label.txt") + " line 3: the face has width 0.0";
    assertMistake().hasMessageContaining(object).hasMessageContaining("--on-invalid skip");
    Dataset skipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples().get(0).annotations()).hasSize(1);
    assertThat(warnings).hasSize(2);
    Dataset clipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.FIX));
    assertThat(clipped.samples().get(0).annotations())
        .extracting(Annotation::box)
        .containsExactly(new Box(10, 20, 40, 60), new Box(90, 20, 100, 60));
  }

  @Test
  void refusesNumbersThatAreMissingOrNone() {
    String line3 = folder.resolve("train/label.txt") + " line 3";
    for (String faulty : List.of("10 20 x 40", "10,20,30,40")) {
      drawTrain("# 0--Parade/a.jpg", "10 20 30 40", faulty);
      assertMistake().hasMessageStartingWith(line3).hasMessageContaining("is no number of pixels");
    }
    for (String faulty :
        List.of("10 20 NaN 40", "10 20 nan 40", "10 20 Infinity 40", "-inf 2 3 4")) {
      drawTrain("# 0--Parade/a.jpg", "10 20 30 40", faulty);
      assertMistake().hasMessageStartingWith(line3 + ": the face has a number that is not finite");
    }
    drawTrain("# 0--Parade/a.jpg", "10 20 30 40", "10 20 30");
    assertMistake().hasMessageStartingWith(line3 + " has 3 numbers; a face has 4");
    drawTrain("# 0--Parade/a.jpg", "10 20 30 40", "10 20 30 40 1 2 0 3 4 0 5 6 0 7 8 0 9");
    assertMistake().hasMessageStartingWith(line3 + " has 17 numbers");
    drawTrain("# 0--Parade/a.jpg", "10 20 30 40", "#");
    assertMistake().hasMessageStartingWith(line3 + ": no image stands behind the #");
  }

  @Test
  void refusesCountsThatDoNotAgree() {
    String path = folder.resolve("wider_face_split/wider_face_train_bbx_gt.txt").toString();
    String face = "10 20 30 40 2 0 0 0 1 0";
    String small = "1 2 3 4 2 0 0 0 1 0";
    drawOfficial("0--Parade/a.jpg", "2", face, "0--Parade/b.jpg", "1", small);
    assertMistake()
        .hasMessageStartingWith(path + " line 2: says 2 faces of 0--Parade/a.jpg, but 1 follow");
    drawOfficial("0--Parade/a.jpg", "1", face, face, "0--Parade/b.jpg", "1", small);
    assertMistake()
        .hasMessageStartingWith(
            path + " line 2: says 1 faces of 0--Parade/a.jpg, but more follow in line 4");
    drawOfficial("0--Parade/a.jpg", "0", face);
    assertMistake().hasMessageStartingWith(path + " line 2: says 0 faces, but line 3 holds one");
    drawOfficial("0--Parade/a.jpg", "1", face, "0--Parade/b.jpg");
    assertMistake().hasMessageContaining("the file ends before the number of faces of 0--Parade/b");
    drawOfficial("0--Parade/a.jpg", "1", face, "0--Parade/b.jpg", "two", face, face);
    assertMistake().hasMessageContaining("line 5: \"two\" stands where the number of faces");
    drawOfficial("0--Parade/a.jpg", "1", "10 20 NaN 40 2 0 0 0 1 0");
    assertMistake()
        .hasMessageStartingWith(path + " line 3: the face has a coordinate that is not a finite");
    drawOfficial("0--Parade/a.jpg", "1", "10 20 30 40 2 0 0");
    assertMistake().hasMessageContaining("line 3: a face has 10 numbers");
  }

  @Test
  void namesImagesThatAreAbsentShortened() {
    drawTrain(
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> "# 0--Parade/none" + i + ".jpg")
            .toArray(String[]::new));
    assertMistake()
        .hasMessageContaining("has 12 faulty entries: 12 images that are not there")
        .hasMessageContaining("label.txt line 1: the image 0--Parade/none1.jpg is not there")
        .hasMessageContaining("line 10: the image 0--Parade/none10.jpg")
        .hasMessageContaining("and 2 more")
        .hasMessageContaining("12 of 12 images are not there; looked in ")
        .hasMessageContaining("pass --images DIR");
  }

  @Test
  void allFaultyLinesAreToldAtOnceAndLeftOut() {
    drawTrain(
        "# 0--Parade/a.jpg",
        "10 20 30 40",
        "10 20 x 40",
        "nan 20 30 40",
        "1 2 3",
        "# 0--Parade/none.jpg",
        "1 2 3 4",
        "# 0--Parade/b.jpg",
        "1 2 3 4 inf -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1",
        "1 2 3 4");
    assertMistake()
        .hasMessageContaining(
            "has 5 faulty entries: 2 entries with numbers that are not finite, 2 lines that"
                + " cannot be read, 1 image that is not there")
        .hasMessageContaining("label.txt line 3: \"x\" is no number of pixels")
        .hasMessageContaining("label.txt line 5 has 3 numbers")
        .hasMessageContaining("label.txt line 6: the image 0--Parade/none.jpg is not there")
        .hasMessageContaining("1 of 3 images are not there; looked in ");
    Dataset skipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples())
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.annotations()).hasSize(1));
  }

  @Test
  void readingGoesOnAfterACountThatDoesNotAgree() {
    String face = "1 2 3 4 2 0 0 0 1 0";
    drawOfficial(
        "0--Parade/a.jpg", "3", face, "10 20 x 40 2 0 0 0 1 0", "0--Parade/b.jpg", "1", face);
    files.image("WIDER_train/images/0--Parade/c.jpg", 50, 40);
    assertMistake()
        .hasMessageContaining("line 2: says 3 faces of 0--Parade/a.jpg, but 2 follow")
        .hasMessageContaining("line 4: \"x\" is no number of pixels");
    Dataset skipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples())
        .singleElement()
        .satisfies(b -> assertThat(b.image()).hasFileName("b.jpg"));
    Dataset mended = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.FIX));
    assertThat(mended.samples())
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.annotations()).hasSize(1));

    drawOfficial(
        "0--Parade/a.jpg", "0--Parade/b.jpg", "1", face, "0--Parade/c.jpg", "1", face, face);
    assertMistake()
        .hasMessageContaining(
            "line 2: \"0--Parade/b.jpg\" stands where the number of faces of 0--Parade/a.jpg is")
        .hasMessageContaining("line 6: says 1 faces of 0--Parade/c.jpg, but more follow in line 8");
    drawOfficial(
        "0--Parade/c.jpg", "1", face, "0--Parade/a.jpg", "0--Parade/b.jpg", "2", face, face, face);
    assertThat(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP)).samples())
        .singleElement()
        .satisfies(c -> assertThat(c.image()).hasFileName("c.jpg"));
    assertThat(
            read(DatasetSource.of(folder).withOnInvalid(OnInvalid.FIX))
                .samples()
                .get(1)
                .annotations())
        .hasSize(3);
  }

  @Test
  void namesOfOtherMachinesAreFound() {
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
  void otherTextFilesAreNotRecognised() {
    files.image("train/images/a.jpg", 10, 10);
    files.text("train/label.txt", "cat", "dog");
    assertThat(new WiderFormat().recognises(folder)).isFalse();
    assertMistake().hasMessageContaining("wider: <split>/label.txt");
  }
}
