package dev.osprey.data.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.WiderGroundTruth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatlabType;

class WiderTruthTest {
  @TempDir Path folder;

  @BeforeEach
  void write() {
    int[][] crowd = new int[200][];
    Arrays.setAll(crowd, i -> new int[] {i, -1, 9, 12});
    new WiderGroundTruth()
        .with(
            "0--Parade", "p_1", new int[][] {{1, 2, 3, 4}, {50, 60, 7, 0}}, at(1), at(1), at(1, 2))
        .with("0--Parade", "p_2", new int[0][], at(), at(), at())
        .with("9--Press", "q.q_1", crowd, at(), at(200), at(128, 129, 200))
        .write(folder);
  }

  private static int[] at(int... indices) {
    return indices;
  }

  @Test
  void readsImagesByEventWithTheFacesOfEachSubset() {
    List<WiderTruth.Image> images = WiderTruth.read(folder).images();

    assertThat(images.stream().map(WiderTruth.Image::path))
        .containsExactly("0--Parade/p_1", "0--Parade/p_2", "9--Press/q.q_1");
    assertThat(images.get(0).faces()).containsExactly(1, 2, 3, 4, 50, 60, 7, 0);
    assertThat(images.get(0).easy()).containsExactly(0);
    assertThat(images.get(0).hard()).containsExactly(0, 1);
    assertThat(images.get(1).faces()).isEmpty();
    assertThat(images.get(1).hard()).isEmpty();
    assertThat(images.get(2).faces()).hasSize(800).startsWith(0, -1, 9, 12);
  }

  @Test
  void readsIndicesOfOneByteAsUnsigned() {
    assertThat(WiderTruth.read(folder).images().get(2).hard()).containsExactly(127, 128, 199);
  }

  @Test
  void reportsMissingFilesTogether() throws IOException {
    Files.delete(folder.resolve("wider_easy_val.mat"));
    Files.delete(folder.resolve("wider_hard_val.mat"));

    assertMistake(folder, "has no wider_easy_val.mat, no wider_hard_val.mat", "copy them");
    assertMistake(folder.resolve("none"), "does not exist", "wider_face_val.mat");
    assertMistake(folder.resolve("wider_face_val.mat"), "is not a folder");
  }

  @Test
  void reportsFilesThatAreNotMatlabFiles() throws IOException {
    Path file = folder.resolve("wider_medium_val.mat");
    byte[] whole = Files.readAllBytes(file);
    byte[][] damaged = {
      {},
      "<html>not found</html>".getBytes(StandardCharsets.UTF_8),
      Arrays.copyOf(whole, whole.length / 2),
      Arrays.copyOf("MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII), 4096)
    };
    for (byte[] bytes : damaged) {
      Files.write(file, bytes);
      assertMistake(folder, "wider_medium_val.mat", "version 5 to 7", "-v7");
    }
  }

  @Test
  void explainsEveryTruncatedFile() throws IOException {
    Path file = folder.resolve("wider_face_val.mat");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 17) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertMistake(folder, "wider_face_val.mat");
    }
  }

  @Test
  void reportsMissingVariables() throws IOException {
    Files.copy(
        folder.resolve("wider_easy_val.mat"),
        folder.resolve("wider_face_val.mat"),
        StandardCopyOption.REPLACE_EXISTING);
    assertMistake(folder, "wider_face_val.mat has no variable event_list");

    Path hard = folder.resolve("wider_hard_val.mat");
    WiderGroundTruth.write(hard, Map.of("gt_list", Mat5.newScalar(1)));
    new WiderGroundTruth().write(folder);
    WiderGroundTruth.write(hard, Map.of("gt_list", Mat5.newScalar(1)));
    assertMistake(folder, "wider_hard_val.mat: gt_list is a", "not a cell array");
  }

  @Test
  void reportsSizesThatDoNotAgree() throws IOException {
    Path other = folder.resolve("other");
    new WiderGroundTruth()
        .with("0--Parade", "p_1", new int[0][], at(), at(3), at())
        .with("9--Press", "q.q_1", new int[0][], at(), at(), at())
        .write(other);
    Path medium = folder.resolve("wider_medium_val.mat");
    Files.copy(other.resolve("wider_medium_val.mat"), medium, StandardCopyOption.REPLACE_EXISTING);
    assertMistake(
        folder, "wider_medium_val.mat: gt_list{1} has 1 entries for 2 images", "one place");

    Cell single = Mat5.newCell(1, 1).set(0, Mat5.newCell(1, 1));
    WiderGroundTruth.write(medium, Map.of("gt_list", single));
    assertMistake(folder, "wider_medium_val.mat: gt_list has 1 entries for 2 events");
    assertMistake(
        other, "wider_medium_val.mat: gt_list{1}{1} counts face 3.0, but the image has 0 faces");
  }

  @Test
  void boxesNeedFourColumns() throws IOException {
    Cell boxes =
        Mat5.newCell(1, 1)
            .set(0, WiderGroundTruth.matrix(new int[][] {{1, 2, 3}}, MatlabType.Int32));
    new WiderGroundTruth().with("e", "p", new int[0][], at(), at(), at()).write(folder);
    WiderGroundTruth.write(
        folder.resolve("wider_face_val.mat"),
        Map.of(
            "event_list", Mat5.newCell(1, 1).set(0, Mat5.newString("e")),
            "file_list", Mat5.newCell(1, 1).set(0, Mat5.newCell(1, 1).set(0, Mat5.newString("p"))),
            "face_bbx_list", Mat5.newCell(1, 1).set(0, boxes)));

    assertMistake(folder, "face_bbx_list{1}{1} is a int32 of 1 x 3, not a matrix of 4 columns");
  }

  @Test
  void refusesNamesThatLeaveTheFolder() {
    for (String name : List.of("../p", "..", "a/b", "a\\b", " ")) {
      Path other = folder.resolve("other");
      new WiderGroundTruth().with("e", name, new int[0][], at(), at(), at()).write(other);
      assertMistake(other, "\"" + name + "\", which is not a name of a file");
    }
    Path twice = folder.resolve("twice");
    new WiderGroundTruth()
        .with("e", "p", new int[0][], at(), at(), at())
        .with("e", "p", new int[0][], at(), at(), at())
        .write(twice);
    assertMistake(twice, "has the image e/p twice");
  }

  private static void assertMistake(Path folder, String... parts) {
    assertThatThrownBy(() -> WiderTruth.read(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(parts);
  }
}
