package dev.osprey.data.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DrawnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Result files and images in WIDER FACE's folders. */
class WiderResultFolderTest {
  private static final WiderTruth TRUTH = new WiderTruth(List.of(image("a"), image("b")));

  @TempDir Path folder;

  private static WiderTruth.Image image(String name) {
    return new WiderTruth.Image("9--Press", name, new double[0], List.of(), List.of(), List.of());
  }

  private void write(String name, String... lines) throws IOException {
    Path file = folder.resolve("9--Press").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private void assertMistake(String... parts) {
    assertThatThrownBy(() -> WiderResultFolder.read(folder, TRUTH))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void readsFilesOfSeveralWriters() throws IOException {
    // The reference implementation writes no extension and a blank at the end of each line. Others
    // write a path, an extension, Windows line ends, fractions, landmarks after the score, or blank
    // lines.
    write("a.txt", "a", "2", "10 20 30 40 0.9998 ", "-1 0 5 6 2e-2 ");
    write("b.txt", "9--Press/b.jpg\r", "1\r", "1.5\t2.25 3 4 0.5 7 8 9\r", "", " ");
    write("notes.md", "by hand");
    Files.writeString(folder.resolve("readme.txt"), "mine");
    Files.createDirectories(folder.resolve(".cache"));

    List<WiderResult> results = WiderResultFolder.read(folder, TRUTH);

    assertThat(results.stream().map(WiderResult::path)).containsExactly("9--Press/a", "9--Press/b");
    assertThat(results.get(0).boxes()).containsExactly(10, 20, 30, 40, -1, 0, 5, 6);
    assertThat(results.get(0).scores()).containsExactly(0.9998, 0.02);
    assertThat(results.get(1).boxes()).containsExactly(1.5, 2.25, 3, 4);
  }

  @Test
  void reportsImagesWithoutFiles() throws IOException {
    write("b.txt", "b", "0");
    assertMistake("no result file for 1 of the 2 images: 9--Press/a.txt", "a file with 0");

    List<WiderTruth.Image> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      many.add(image("p" + i));
    }
    assertThatThrownBy(() -> WiderResultFolder.read(folder, new WiderTruth(many)))
        .hasMessageContaining("no result file for 30 of the 30 images")
        .hasMessageContaining("p4.txt, …")
        .hasMessageNotContaining("p5");
    assertThatThrownBy(() -> WiderResultFolder.read(folder.resolve("none"), TRUTH))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("does not exist", "<event>/<image>.txt");
  }

  @Test
  void reportsResultsOfOtherImages() throws IOException {
    write("a.txt", "a", "0");
    write("b.txt", "b", "0");
    write("c.txt", "c", "0");
    Files.createDirectories(folder.resolve("1--Handshaking"));

    assertMistake("2 events or images", "1--Handshaking", "c.txt");
  }

  @Test
  void reportsTheFaultyLineOfAFile() throws IOException {
    write("b.txt", "b", "0");
    write("a.txt", "a");
    assertMistake("a.txt has 1 lines", "0 where there are none");
    write("a.txt", "b", "0");
    assertMistake("a.txt line 1 names the image \"b\"");
    write("a.txt", "ab.jpg", "0");
    assertMistake("a.txt line 1 names the image \"ab.jpg\"");
    write("a.txt", "a", "many");
    assertMistake("a.txt line 2 is \"many\"");
    for (String count : List.of("2", "0", "-1", "2000000000")) {
      write("a.txt", "a", count, "1 2 3 4 0.5");
      assertMistake("a.txt line 2 states that " + count + " detections follow, but 1 do");
    }
    write("a.txt", "a", "2", "1 2 3 4 0.5", "1 2 3 4");
    assertMistake("a.txt line 4 has 4 numbers");
    for (String number : List.of("nan", "NaN", "inf", "Infinity", "1e999", "x", "1,5")) {
      write("a.txt", "a", "2", "1 2 3 4 0.5", "1 " + number + " 3 4 0.5");
      assertMistake("a.txt line 4: \"" + number + "\" is not a finite number");
      write("a.txt", "a", "1", "1 2 3 4 " + number);
      assertMistake("a.txt line 3: \"" + number + "\" is not a finite number");
    }
  }

  @Test
  void countsSeveralFaultyFiles() throws IOException {
    write("a.txt", "a", "1");
    write("b.txt");

    assertMistake("2 result files cannot be used", "a.txt line 2", "b.txt has 1 lines");
  }

  @Test
  void writtenFilesAreReadBackWithTheSameNumbers() throws IOException {
    List<WiderResult> results =
        List.of(
            new WiderResult("9--Press", "a", new double[] {1, -2, 3.25, 1e-7}, new double[] {0.1f}),
            new WiderResult("9--Press", "b", new double[0], new double[0]));
    Path written = Files.createDirectory(folder.resolve("written"));

    WiderResultFolder.write(results, written);

    List<WiderResult> read = WiderResultFolder.read(written, TRUTH);
    assertThat(read.get(0).boxes()).isEqualTo(results.get(0).boxes());
    assertThat(read.get(0).scores()).isEqualTo(results.get(0).scores());
    assertThat(read.get(1).scores()).isEmpty();
    assertThat(written.resolve("9--Press/b.txt")).hasContent("b\n0\n");
    assertThat(written.resolve(".part")).doesNotExist();
  }

  @Test
  void doesNotReplaceExistingFiles() throws IOException {
    write("a.txt", "mine");
    List<WiderResult> results =
        List.of(
            new WiderResult("0--Parade", "p", new double[0], new double[0]),
            new WiderResult("9--Press", "a", new double[0], new double[0]));

    assertThatThrownBy(() -> WiderResultFolder.write(results, folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
    assertThat(folder.resolve("9--Press/a.txt")).hasContent("mine\n");
    assertThat(folder.resolve(".part")).doesNotExist();
    assertThat(folder.resolve("0--Parade")).doesNotExist();
  }

  @Test
  void truncatesBoxesLikeTheReferenceImplementation() throws IOException {
    // Corners are cut towards zero before the sides are taken: 30 - 10, and -0.9 becomes 0.
    Detections found =
        new Detections(
            new float[] {10.9f, -0.9f, 30.2f, 5.99f, 0, 0, 1, 1},
            new float[] {0.3f, 0.9f},
            new int[] {1, 0});

    WiderResult result = WiderResult.of("9--Press", "a", found, 1);

    assertThat(result.boxes()).containsExactly(10, 0, 20, 5);
    assertThat(result.scores()).containsExactly(0.3);
    assertThat(WiderResultFile.text(result)).isEqualTo("a\n1\n10 0 20 5 0.3\n");
    assertThat(WiderResult.of("9--Press", "a", Detections.none(), 0).scores()).isEmpty();
  }

  @Test
  void findsImagesInEachOfTheUsualFolders() {
    DrawnFiles files = new DrawnFiles(folder);
    files.image("1/WIDER_val/images/9--Press/a.jpg", 8, 8);
    files.image("1/WIDER_val/images/9--Press/b.JPG", 8, 8);

    for (String data : List.of("1", "1/WIDER_val", "1/WIDER_val/images")) {
      assertThat(WiderImages.find(folder.resolve(data), TRUTH).stream().map(Path::getFileName))
          .containsExactly(Path.of("a.jpg"), Path.of("b.JPG"));
    }
  }

  @Test
  void reportsMissingImagesTogether() {
    DrawnFiles files = new DrawnFiles(folder);
    files.image("images/9--Press/b.jpg", 8, 8);
    WiderTruth three = new WiderTruth(List.of(image("a"), image("b"), image("c")));

    assertThatThrownBy(() -> WiderImages.find(folder, three))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("2 of the 3 images", "9--Press/a, 9--Press/c", "images");
    assertThatThrownBy(() -> WiderImages.find(folder.resolve("none"), three))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("does not exist", "--data");
  }
}
