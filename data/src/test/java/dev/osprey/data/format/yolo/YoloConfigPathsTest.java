package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and lists of images in a {@code data.yaml} of another machine. */
class YoloConfigPathsTest extends YoloTrainFolder {
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
  void readsPathsOfOtherMachines(String train) {
    yaml("train: " + train, "names: [disc, box]");
    files.text("lists/train.txt", "images\\train\\a.png\r", ".\\images\\train\\b.png\r");

    assertBothRead();
  }

  @Test
  void readsLinesOfOtherMachinesWithAWarning() {
    yaml("train: train.txt", "names: [disc, box]");
    files.text("train.txt", "C:\\Users\\me\\set\\images\\train\\a.png", "/data/B.PNG");

    assertBothRead();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("2 images found under other names; the first: ", "train.txt line 1");
  }

  @Test
  void readsPathsWithBackslashes() {
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
  void explainsEscapesInAPath(String shown, String what, String escape) {
    yaml("train: \"" + shown + "\"", "names: [disc, box]");

    assertMistake()
        .hasMessageContaining("data.yaml: train names " + shown)
        .hasMessageContaining("it holds " + what + ", which is what YAML reads for " + escape)
        .hasMessageContaining("in single quotes");
  }

  @Test
  void reportsAllMissingImagesOfAListTogether() {
    yaml("train: train.txt", "names: [disc, box]");
    files.text("train.txt", "images/train/a.png", "images/train/c.png", "d.png");

    assertMistake()
        .hasMessageContaining("2 faulty entries: 2 missing images")
        .hasMessageContaining("train.txt line 2: the image images/train/c.png is missing")
        .hasMessageContaining("2 of 3 images are missing; looked in ");
    assertThat(boxes(read(DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP))))
        .containsExactly(BOX);
  }

  @Test
  void doesNotReadAnotherSplitForAPathOfAnotherMachine() {
    yaml("train: /content/images", "names: [disc, box]");
    assertMistake().hasMessageContaining("train names /content/images, but there is no");
  }
}
