package dev.osprey.data.format.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YOLO data sets as labelling tools, Windows and other machines leave them. */
class PeoplesYoloTest {
  /** Centre (50, 25) of 100 by 50, 20 by 20. */
  private static final String ROW = "1 0.5 0.5 0.2 0.4";

  private static final Box BOX = new Box(40, 15, 60, 35);

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private DrawnFiles files;

  @BeforeEach
  void makeSet() {
    files = new DrawnFiles(folder);
    files.image("images/train/a.png", 100, 50);
    files.image("images/train/b.png", 100, 50);
    files.text("labels/train/a.txt", ROW);
    files.text("labels/train/b.txt", ROW);
  }

  private void yaml(String... lines) {
    files.text("data.yaml", lines);
  }

  private Dataset read(DatasetSource source) {
    return DatasetFormats.read(source, warnings::add);
  }

  private Dataset read() {
    return read(DatasetSource.of(folder));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertMistake() {
    return assertThatThrownBy(this::read).isInstanceOf(UserError.class);
  }

  private static List<Box> boxes(Dataset dataset) {
    return dataset.samples().stream()
        .flatMap(sample -> sample.annotations().stream())
        .map(Annotation::box)
        .toList();
  }

  private void assertBothRead() {
    assertThat(boxes(read())).containsExactly(BOX, BOX);
  }

  private void assertBothRead(Path data) {
    assertThat(boxes(read(DatasetSource.of(data)))).containsExactly(BOX, BOX);
  }

  private void delete(String... names) throws IOException {
    for (String name : names) {
      Files.delete(files.path(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[5, 2] | 0.4 0.5 0.45 0.5 0.5 0.5 0.55 0.5 0.6 0.5",
        "[1, 2] | 0.5 0.5",
        "[1, 3] | 0.5 0.5 2",
        "[5, 3] | 0.4 0.5 2 0.45 0.5 2 0.5 0.5 1 0.55 0.5 0 0 0 0",
        "['2', 2.0] | 0.4 0.5 nan nan",
        "[2, 2] | -1 -1 0.5 0.5"
      })
  void boxesOfPoseLabelsAreTheirSecondToFifthColumns(String shape, String points) {
    yaml("train: images/train", "kpt_shape: " + shape, "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " " + points);

    assertBothRead();
  }

  @Test
  void rowsThatKptShapeDoesNotFitAreFaultsThatNameIt() {
    yaml("train: images/train", "kpt_shape: [5, 2]", "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " 0.1 0.2 0.3 0.4", ROW);
    files.text("labels/train/b.txt", ROW + " 0.1 0.2 2");

    assertMistake()
        .hasMessageContaining("2 faulty entries: 2 lines that cannot be read")
        .hasMessageContaining("a.txt line 1 has 9 numbers")
        .hasMessageContaining("b.txt line 1 has 8 numbers")
        .hasMessageContaining("[5, 2] of the data set means 15 numbers a row");
    assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP))))
        .containsExactly(BOX);
    yaml("train: images/train", "kpt_shape: 17", "names: [disc, box]");
    assertMistake().hasMessageContaining("kpt_shape is 17; it is [points of an object,");
  }

  @Test
  void evenCountsWithoutKptShapeSayWhatItIs() {
    yaml("train: images/train", "names: [disc, box]");
    files.text("labels/train/a.txt", ROW + " 0.5 0.5 2");
    assertMistake().hasMessageContaining("has 8 numbers").hasMessageContaining("kpt_shape");
    // Four corners of an oriented box are a polygon.
    files.text("labels/train/a.txt", "1 0.4 0.3 0.6 0.3 0.6 0.7 0.4 0.7");
    assertBothRead();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..\\images\\train",
        "images\\train",
        ".\\images\\train\\",
        "'images\\train'",
        "lists\\train.txt",
        "[images\\train\\a.png, images/train/b.png]",
        "/content/drive/set/images/train",
        "C:\\Users\\me\\set\\images\\train"
      })
  void pathsOfOtherMachinesAreRead(String train) {
    yaml("train: " + train, "names: [disc, box]");
    files.text("lists/train.txt", "images\\train\\a.png\r", ".\\images\\train\\b.png\r");

    assertBothRead();
  }

  @Test
  void linesOfOtherMachinesAreReadWithAWord() {
    yaml("train: train.txt", "names: [disc, box]");
    files.text("train.txt", "C:\\Users\\me\\set\\images\\train\\a.png", "/data/B.PNG");

    assertBothRead();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 images found under other names; the first: ", "train.txt line 1");
  }

  @Test
  void pathWithBackslashesIsRead() {
    files.text("sub/data.yaml", "path: ..\\", "train: images\\train", "names: [disc, box]");

    assertBothRead(files.path("sub"));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "images\\train,a tab,\\t",
    "images\\new,a line break,\\n",
    "images\\backup,the control character U+0008,\\b"
  })
  void anEscapeInAPathIsNamedWithItsCure(String shown, String what, String escape) {
    yaml("train: \"" + shown + "\"", "names: [disc, box]");

    assertMistake()
        .hasMessageContaining("data.yaml: train names " + shown)
        .hasMessageContaining("it holds " + what + ", which is what YAML reads for " + escape)
        .hasMessageContaining("in single quotes");
  }

  @Test
  void missingImagesOfAListAreToldAtOnce() {
    yaml("train: train.txt", "names: [disc, box]");
    files.text("train.txt", "images/train/a.png", "images/train/c.png", "d.png");

    assertMistake()
        .hasMessageContaining("2 faulty entries: 2 images that are not there")
        .hasMessageContaining("train.txt line 2: the image images/train/c.png is not there")
        .hasMessageContaining("2 of 3 images are not there; looked in ");
    assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP))))
        .containsExactly(BOX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[yes, no] | yes | no",
        "[on, off] | on | off",
        "[1.10, 1.1] | 1.10 | 1.1",
        "[~, null] | ~ | null",
        "[0x10, 1_000] | 0x10 | 1_000",
        "[2001-01-01, 1e3] | 2001-01-01 | 1e3",
        "{0: yes, 1: no} | yes | no",
        "{1: 'no', 0: \"1.10\"} | 1.10 | no",
        "[\"\\ud83d\\udce6\", 📦 box] | 📦 | 📦 box",
        "data/obj.names | disc | box 2",
        "data\\obj.names | disc | box 2",
        "/home/me/darknet/data/obj.names | disc | box 2"
      })
  void namesAreTakenAsTheyAreWritten(String names, String first, String second) {
    files.text("data/obj.names", "disc\r", "box 2\r", "");
    yaml("train: images/train", "nc: \"2\"", "names: " + names);

    assertThat(read().labels().names()).containsExactly(first, second);
  }

  @Test
  void aliasesMeanWhatTheyName() {
    yaml("x: &classes [disc, box]", "train: images/train", "names: *classes");
    assertThat(read().labels().names()).containsExactly("disc", "box");
    yaml("train: &t images/train", "val: *t", "names: [disc, box]");
    assertMistake().hasMessageContaining("line 2: *t stands for a value that is given elsewhere");
  }

  @Test
  void namesThatAreNoListAndNoFileAreNamed() {
    yaml("train: images/train", "nc: 2", "names: disc, box");
    assertMistake()
        .hasMessageContaining("names is the text \"disc, box\", and there is no file")
        .hasMessageContaining("Write names: [first, second, …]");
    yaml("train: images/train", "nc: two", "names: [disc, box]");
    assertMistake().hasMessageContaining("nc is two; it is the number of classes");
    yaml("train: images/train", "names: [[disc], box]");
    assertMistake().hasMessageContaining("names holds [disc], which is no name");
  }

  @Test
  void faultsOfYamlAreSaidInPlainWords() {
    yaml("train: images/train", "names:", "\t- disc", "\t- box");
    assertMistake()
        .hasMessage(
            files.path("data.yaml")
                + " line 3: not valid YAML: tabs cannot indent YAML; use spaces");
    yaml("train: \"C:\\Users\\me\"", "names: [disc]");
    assertMistake().hasMessageContaining("line 1").hasMessageContaining("use single quotes, or /");
    yaml("train: images/train", "names: [disc, box");
    assertMistake().hasMessageContaining("line 2: not valid YAML: the list that [ opens here");
    yaml("train: images/train", "names: ['it's, box]");
    assertMistake().hasMessageContaining("line 2: not valid YAML: ");
    yaml("train: images/train", "names: {0: a: b}");
    assertMistake().hasMessageContaining("line 2: not valid YAML: ");
    yaml("train: images/train\u0007", "names: [disc, box]");
    assertMistake().hasMessageContaining("line 1: not valid YAML: the control character U+0007");
    for (String faulty : List.of("a: @x", "a: !x!y z", "a: |x", "a: 'x", "- a\nb: c", "a: ]")) {
      yaml(faulty, "names: [disc, box]");
      assertMistake()
          .hasMessageContaining("not valid YAML: ")
          .message()
          .doesNotContain("while ", "scalar", "token", "reader", "found character", "<");
    }
    files.bytes(
        "data.yaml",
        "train: images/train\nnames: [disc, boîte]".getBytes(Charset.forName("windows-1252")));
    assertMistake()
        .hasMessageContaining("data.yaml line 2: this is not UTF-8 text (byte 0xEE; Windows-1252");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "inf", "-inf", "Infinity"})
  void numbersThatAreNotFiniteFollowThePolicy(String number) {
    yaml("train: images/train", "names: [disc, box]");
    files.text(
        "labels/train/a.txt", ROW, "0 " + number + " 0.5 0.5 0.5", "0 0.5 0.5 0.5 " + number);

    assertMistake()
        .hasMessageContaining("2 entries with numbers that are not finite")
        .hasMessageContaining("a.txt line 2: the label has a coordinate that is not a finite");
    for (OnInvalid policy : List.of(OnInvalid.SKIP, OnInvalid.FIX)) {
      assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(policy))))
          .containsExactly(BOX, BOX);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
  void labelFilesMayHaveAByteOrderMark(String charset) {
    yaml("train: images/train", "names: [disc, box]");
    files.bytes("labels/train/a.txt", ("\uFEFF" + ROW + "\r\n").getBytes(Charset.forName(charset)));

    assertBothRead();
  }

  @Test
  void anImageWhoseLabelFileCannotBeReadIsLeftOut() {
    yaml("train: images/train", "names: [disc, box]");
    files.bytes("labels/train/a.txt", "0 é".getBytes(StandardCharsets.ISO_8859_1));

    assertMistake().hasMessageContaining("a.txt line 1: this is not UTF-8 text");
    assertThat(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP)).samples())
        .extracting(sample -> sample.image().getFileName().toString())
        .containsExactly("b.png");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 annotation file that cannot be read is left out: ");
  }

  @Test
  void allFaultsOfAllFilesAreToldAtOnce() {
    yaml("train: images/train", "names: [disc, box]");
    files.text("labels/train/a.txt", "x 1", "7 0.5 0.5 0.1 0.1", "0 0.5 0.5 0.1", ROW);
    files.text("labels/train/b.txt", "0 0.5 0.5 0 0.1", "0 0.5 0.5 0.5 1.5");

    assertMistake()
        .hasMessageContaining(
            "has 5 faulty entries: 1 box without area, 1 label with a value outside 0 to 1, 2 lines"
                + " that cannot be read, 1 object of an unknown class")
        .hasMessageContaining("\n  " + files.path("labels/train/a.txt") + " line 1: \"x\" is no")
        .hasMessageContaining("a.txt line 2: class 7 is unknown")
        .hasMessageContaining("a.txt line 3 has 4 numbers")
        .hasMessageContaining("There are 2 classes, 0 to 1: disc, box.");
  }

  @Test
  void labelFilesWithoutAnImageAreCounted() throws IOException {
    yaml("train: images/train", "val: images/val", "names: [disc, box]");
    files.image("images/val/v.png", 10, 10);
    files.text("labels/val/v.txt", "0 0.5 0.5 1 1");
    delete("images/train/a.png");
    files.text("labels/train/c.txt", "");
    files.text("labels/train/classes.txt", "disc", "box");
    files.text("labels/train/notes on labels.txt", "a person's own");

    assertThat(read(DatasetSource.of(folder).withSplit("train")).size()).isEqualTo(1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 label files without an image; the first: " + files.path("labels/train/a.txt"));
  }

  @Test
  void labelsOfOtherPartsInTheSameFolderAreNoLostOnes() {
    yaml("train: train.txt", "val: val.txt", "names: [disc, box]");
    files.text("train.txt", "images/train/a.png");
    files.text("val.txt", "images/train/b.png");

    assertThat(read(DatasetSource.of(folder).withSplit("train")).size()).isEqualTo(1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void imagesWithoutLabelFileStayAndAreCounted() throws IOException {
    yaml("train: images/train", "names: [disc, box]");
    delete("labels/train/b.txt");

    assertThat(read().samples()).extracting(Sample::id).containsExactly(1L, 2L);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("1 image without a label file: " + files.path("images/train/b.png"));
  }

  @Test
  void labelFilesAreFoundWhoseNamesDifferByCaseOrAccents() throws IOException {
    yaml("train: images/train", "names: [disc, box]");
    delete("images/train/a.png", "images/train/b.png", "labels/train/b.txt");
    files.image("images/train/A.PNG", 100, 50);
    files.image("images/train/caf\u00e9.png", 100, 50);
    files.text("labels/train/cafe\u0301.txt", ROW);

    assertBothRead();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 label files found under other names; the first: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_set.yaml", "coco8.yml", "Data.yaml"})
  void aYamlOfAnyNameIsRecognised(String name) {
    files.text(name, "train: images/train", "names: [disc, box]");
    files.text("compose.yaml", "services: {}");
    files.text("broken.yaml", "\tx");

    assertBothRead();
  }

  @Test
  void severalYamlFilesAreListed() {
    files.text("one.yaml", "train: images/train", "names: [disc, box]");
    files.text("two.yaml", "val: images/train", "names: {0: disc, 1: box}");

    assertMistake()
        .hasMessage(
            folder
                + " has several files that name classes and images: one.yaml, two.yaml. Pass"
                + " --annotations with one of them");
    assertThat(read(DatasetSource.none().withAnnotations(files.path("two.yaml"))).size())
        .isEqualTo(2);
    yaml("train: images/train", "names: [disc, box]");
    assertBothRead();
  }

  @Test
  void nothingOfAFolderOfAnotherPartIsTakenForAPathOfAnotherMachine() {
    yaml("train: /content/images", "names: [disc, box]");
    assertMistake().hasMessageContaining("train names /content/images, but there is no");
  }
}
