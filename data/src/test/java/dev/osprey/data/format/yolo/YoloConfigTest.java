package dev.osprey.data.format.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.format.reading.DatasetSource;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of classes in a {@code data.yaml}, faults of its YAML, and its own name. */
class YoloConfigTest extends YoloTrainFolder {
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
  void keepsNamesAsTheyAreWritten(String names, String first, String second) {
    files.text("data/obj.names", "disc\r", "box 2\r", "");
    yaml("train: images/train", "nc: \"2\"", "names: " + names);

    assertThat(read().labels().names()).containsExactly(first, second);
  }

  @Test
  void resolvesAliases() {
    yaml("x: &classes [disc, box]", "train: images/train", "names: *classes");
    assertThat(read().labels().names()).containsExactly("disc", "box");
    yaml("train: &t images/train", "val: *t", "names: [disc, box]");
    assertMistake().hasMessageContaining("line 2: *t refers to a value given elsewhere");
  }

  @Test
  void refusesNamesThatAreNeitherAListNorAFile() {
    yaml("train: images/train", "nc: 2", "names: disc, box");
    assertMistake()
        .hasMessageContaining("names is the text \"disc, box\", and there is no file")
        .hasMessageContaining("Write names: [first, second, …]");
    yaml("train: images/train", "nc: two", "names: [disc, box]");
    assertMistake().hasMessageContaining("nc is two; it is the number of classes");
    yaml("train: images/train", "names: [[disc], box]");
    assertMistake().hasMessageContaining("names holds [disc], which is not a name");
  }

  @Test
  void explainsInvalidYaml() {
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
  @ValueSource(strings = {"my_set.yaml", "coco8.yml", "Data.yaml"})
  void recognisesYamlFilesOfAnyName(String name) {
    files.text(name, "train: images/train", "names: [disc, box]");
    files.text("compose.yaml", "services: {}");
    files.text("broken.yaml", "\tx");

    assertBothRead();
  }

  @Test
  void listsSeveralYamlFiles() {
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
}
