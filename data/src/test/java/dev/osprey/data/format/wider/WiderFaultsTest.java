package dev.osprey.data.format.wider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faulty lines of WIDER FACE files are named, or left out if the policy states so. */
class WiderFaultsTest extends WiderFolder {
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
  void refusesMissingOrInvalidNumbers() {
    String line3 = folder.resolve("train/label.txt") + " line 3";
    for (String faulty : List.of("10 20 x 40", "10,20,30,40")) {
      drawTrain("# 0--Parade/a.jpg", "10 20 30 40", faulty);
      assertMistake()
          .hasMessageStartingWith(line3)
          .hasMessageContaining("is not a number of pixels");
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
    assertMistake().hasMessageStartingWith(line3 + ": no image name follows the #");
  }

  @Test
  void refusesWrongNumbersOfFaces() {
    String path = folder.resolve("wider_face_split/wider_face_train_bbx_gt.txt").toString();
    String face = "10 20 30 40 2 0 0 0 1 0";
    String small = "1 2 3 4 2 0 0 0 1 0";
    drawOfficial("0--Parade/a.jpg", "2", face, "0--Parade/b.jpg", "1", small);
    assertMistake()
        .hasMessageStartingWith(path + " line 2: states 2 faces of 0--Parade/a.jpg, but 1 follow");
    drawOfficial("0--Parade/a.jpg", "1", face, face, "0--Parade/b.jpg", "1", small);
    assertMistake()
        .hasMessageStartingWith(
            path + " line 2: states 1 faces of 0--Parade/a.jpg, but more follow in line 4");
    drawOfficial("0--Parade/a.jpg", "0", face);
    assertMistake().hasMessageStartingWith(path + " line 2: states 0 faces, but line 3 holds one");
    drawOfficial("0--Parade/a.jpg", "1", face, "0--Parade/b.jpg");
    assertMistake().hasMessageContaining("the file ends before the number of faces of 0--Parade/b");
    drawOfficial("0--Parade/a.jpg", "1", face, "0--Parade/b.jpg", "two", face, face);
    assertMistake().hasMessageContaining("line 5: \"two\" is found where the number of faces");
    drawOfficial("0--Parade/a.jpg", "1", "10 20 NaN 40 2 0 0 0 1 0");
    assertMistake()
        .hasMessageStartingWith(path + " line 3: the face has a coordinate that is not a finite");
    drawOfficial("0--Parade/a.jpg", "1", "10 20 30 40 2 0 0");
    assertMistake().hasMessageContaining("line 3: a face has 10 numbers");
  }

  @Test
  void reportsMissingImagesShortened() {
    drawTrain(
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> "# 0--Parade/none" + i + ".jpg")
            .toArray(String[]::new));
    assertMistake()
        .hasMessageContaining("has 12 faulty entries: 12 missing images")
        .hasMessageContaining("label.txt line 1: the image 0--Parade/none1.jpg is missing")
        .hasMessageContaining("line 10: the image 0--Parade/none10.jpg")
        .hasMessageContaining("and 2 more")
        .hasMessageContaining("12 of 12 images are missing; looked in ")
        .hasMessageContaining("pass --images DIR");
  }

  @Test
  void reportsAllFaultyLinesTogetherAndLeavesThemOut() {
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
                + " cannot be read, 1 missing image")
        .hasMessageContaining("label.txt line 3: \"x\" is not a number of pixels")
        .hasMessageContaining("label.txt line 5 has 3 numbers")
        .hasMessageContaining("label.txt line 6: the image 0--Parade/none.jpg is missing")
        .hasMessageContaining("1 of 3 images are missing; looked in ");
    Dataset skipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples())
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.annotations()).hasSize(1));
  }

  @Test
  void continuesAfterAWrongNumberOfFaces() {
    String face = "1 2 3 4 2 0 0 0 1 0";
    drawOfficial(
        "0--Parade/a.jpg", "3", face, "10 20 x 40 2 0 0 0 1 0", "0--Parade/b.jpg", "1", face);
    files.image("WIDER_train/images/0--Parade/c.jpg", 50, 40);
    assertMistake()
        .hasMessageContaining("line 2: states 3 faces of 0--Parade/a.jpg, but 2 follow")
        .hasMessageContaining("line 4: \"x\" is not a number of pixels");
    Dataset skipped = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP));
    assertThat(skipped.samples())
        .singleElement()
        .satisfies(b -> assertThat(b.image()).hasFileName("b.jpg"));
    Dataset corrected = read(DatasetSource.of(folder).withOnInvalid(OnInvalid.FIX));
    assertThat(corrected.samples())
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.annotations()).hasSize(1));

    drawOfficial(
        "0--Parade/a.jpg", "0--Parade/b.jpg", "1", face, "0--Parade/c.jpg", "1", face, face);
    assertMistake()
        .hasMessageContaining(
            "line 2: \"0--Parade/b.jpg\" is found where the number of faces of 0--Parade/a.jpg is")
        .hasMessageContaining(
            "line 6: states 1 faces of 0--Parade/c.jpg, but more follow in line 8");
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
}
