package dev.osprey.detection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.detection.Detector;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir private Path folder;

  // Each line: one setting of a valid configuration, and the message that refuses it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
backbone.dept=18         | c.yaml: unknown key backbone.dept; did you mean "depth"? known keys here: bottleneck, depth, frozenStages, init, norm, outStages
nmsThreshold=0.3         | c.yaml: unknown key nmsThreshold; did you mean postprocess.nmsThreshold? known keys here: anchorFilter, anchors, backbone, classes, coder, head, landmarks, loss, matcher, neck, postprocess, preprocessing, sampler, type
gizmo=1                  | c.yaml: unknown key gizmo; known keys here: anchorFilter, anchors, backbone, classes, coder, head, landmarks, loss, matcher, neck, postprocess, preprocessing, sampler, type
backbone.depth=19        | c.yaml: resnet: depth is 19; give one of 18, 34, 50, 101, 152
backbone.depth=18.5      | c.yaml: backbone.depth is 18.5; it should be a whole number
backbone.depth="18"      | c.yaml: backbone.depth is "18"; it should be a whole number
backbone.depth=[18]      | c.yaml: backbone.depth is [18]; it should be a whole number
backbone.depth=          | c.yaml: backbone.depth is missing; it should be a whole number
backbone.depth=99999999999 | c.yaml: backbone.depth is 99999999999, which is out of range
backbone=                | c.yaml: backbone is missing; it should be a group of keys
backbone=resnet          | c.yaml: backbone is "resnet"; it should be a group of keys with a type
backbone={depth: 18}     | c.yaml: backbone.type is missing; it selects the kind
backbone={type: resnext} | c.yaml: backbone.type "resnext" is unknown; did you mean "resnet"? known: mobilenet-v1, mobilenet-v2, resnet, vgg
type=yolo                | c.yaml: type "yolo" is unknown; known: faster-rcnn, retinaface, retinanet
loss.box.type=l2         | c.yaml: loss.box.type "l2" is unknown; did you mean "l1"? known: giou, l1, smooth-l1
backbone.outStages=3     | c.yaml: backbone.outStages is 3; it should be a list
backbone.outStages=[2,x] | c.yaml: backbone.outStages[1] is "x"; it should be a whole number
backbone.outStages=[2,~] | c.yaml: backbone.outStages[1] is missing; it should be a whole number
anchors.sizes.perLevel.2.0=big | c.yaml: anchors.sizes.perLevel[2][0] is "big"; it should be a number
postprocess.order=scores | c.yaml: postprocess.order is "scores"; it should be one of score, class; did you mean "score"?
postprocess.order=SCORE  | c.yaml: postprocess.order is "SCORE"; it should be one of score, class; did you mean "score"?
postprocess.order=1      | c.yaml: postprocess.order is 1; it should be one of score, class
postprocess.order=~      | c.yaml: postprocess.order is missing; it should be one of score, class
matcher.lowQuality=best   | c.yaml: matcher.lowQuality is "best"; it should be one of none, own-best-box, each-box-takes-all, each-box-takes-first, each-box-takes-first-or-inherits
preprocessing.mean=~     | c.yaml: preprocessing.mean is missing; it should be a list
postprocess.nmsThreshold=2 | c.yaml: postprocess.nmsThreshold lies in [0, 1], got 2.0
classes=0                | c.yaml: model.classes is 0; a detector has at least one class
""")
  void messageNamesTheKeyTheValueAndTheFix(String assignment, String message) {
    ObjectNode tree = ConfigReader.tree(Presets.config("retinanet-r18-torchvision"));
    ConfigTree.assign(tree, assignment);
    assertThatThrownBy(() -> ConfigReader.read(Detector.Config.class, tree, "c.yaml"))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void refusesEveryMissingRequiredKey() {
    ObjectNode whole = ConfigReader.tree(Presets.config("retinanet-r18-torchvision"));
    for (String key : whole.properties().stream().map(java.util.Map.Entry::getKey).toList()) {
      ObjectNode tree = whole.deepCopy();
      tree.remove(key);
      assertThatThrownBy(() -> ConfigReader.read(Detector.Config.class, tree, "c.yaml"))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("c.yaml: " + key + " is missing");
    }
  }

  @Test
  void longValuesAreShortenedInMessages() {
    ObjectNode tree =
        ConfigReader.tree(MaxIouMatcher.Config.of(0.5, 0.4, MaxIouMatcher.LowQuality.NONE));
    tree.put("positiveIou", "x".repeat(1000));
    assertThatThrownBy(() -> ConfigReader.read(MaxIouMatcher.Config.class, tree, "c.yaml"))
        .hasMessage("c.yaml: positiveIou is \"" + "x".repeat(59) + "…; it should be a number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
'a: 1\nb: 2\na: 3' | line 3: key a occurs twice; keep one
'a: [1, 2'         | line 1: not valid YAML: the list that [ opens here is not closed with ], or a comma is missing in it
'a: 1\nb: c: d'    | line 2: not valid YAML: a colon is not allowed here: b: c: d. Put a value with a colon in quotes
'a: 1\n---\nb: 2'  | line 3: a second document begins here; a configuration is one document
'- a\n- b'         | : a configuration consists of "key: value" lines
'just text'        | : a configuration consists of "key: value" lines
""")
  void refusesAFileThatIsNotAConfigurationWithItsLine(String text, String message)
      throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    String where = message.startsWith(":") ? file.toString() : file + " ";
    assertThatThrownBy(() -> ConfigReader.parse(file))
        .isInstanceOf(UserError.class)
        .hasMessage(where + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing yet\n", "{}", "null", "---\n{}\n"})
  void emptyFileIsAnEmptyTree(String text) throws IOException {
    assertThat(ConfigReader.parse(file(text))).isEmpty();
  }

  @Test
  void refusesAMissingFile() {
    Path file = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ConfigReader.parse(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + ": there is no such file");
  }

  @Test
  void refusesBytesThatAreNotText() throws IOException {
    Path file = Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xFF, (byte) 0xD8, 1});
    assertThatThrownBy(() -> ConfigReader.parse(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void readsJsonFiles() throws IOException {
    JsonNode tree = ConfigReader.parse(file("{\"a\": [1, 2.5, \"x\"],\n \"b\": null}"));
    assertThat(tree.toString()).isEqualTo("{\"a\":[1,2.5,\"x\"],\"b\":null}");
  }

  @Test
  void refusesTruncatedJson() {
    assertThatThrownBy(() -> ConfigReader.readJson(LabelMap.class, "{\"categories\":[{", "m"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("m line 1: not valid YAML: ")
        .hasMessageNotContaining("REDACTED");
    assertThatThrownBy(() -> ConfigReader.readJson(LabelMap.class, "", "m"))
        .isInstanceOf(UserError.class)
        .hasMessage("m: it is empty; give its keys");
    assertThatThrownBy(() -> ConfigReader.readJson(LabelMap.class, "[1]", "m"))
        .isInstanceOf(UserError.class)
        .hasMessage("m: the configuration is [1]; it should be a group of keys");
  }

  @Test
  void passesOnTheMessageOfARecord() {
    String twice = "{\"categories\":[{\"id\":1,\"name\":\"cat\"},{\"id\":1,\"name\":\"dog\"}]}";
    assertThatThrownBy(() -> ConfigReader.readJson(LabelMap.class, twice, "m"))
        .isInstanceOf(UserError.class)
        .hasMessage("m: category id 1 appears twice");
  }

  @Test
  void asksForQuotesAroundTextThatYamlReadsAsAGroup() {
    ObjectNode tree = ConfigReader.tree(DatasetSource.of(Path.of("cells")));
    ConfigTree.assign(tree, "folder=a: b");
    assertThatThrownBy(() -> ConfigReader.read(DatasetSource.class, tree, "c.yaml"))
        .hasMessage("c.yaml: folder is {\"a\":\"b\"}; it should be a path; put text in quotes");
    ConfigTree.assign(tree, "folder=\"a: b\"");
    assertThat(ConfigReader.read(DatasetSource.class, tree, "c.yaml").folder())
        .isEqualTo(Path.of("a: b"));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("c.yaml"), text);
  }

  @Test
  void refusesNumbersThatAreNotFiniteWithTheirLine() {
    assertThatThrownBy(() -> ConfigReader.parseValue("a: 1\nb: {share: .nan}\n", "x.yaml"))
        .isInstanceOf(UserError.class)
        .hasMessage("x.yaml line 2: .nan is not a finite number; give one");
    assertThatThrownBy(() -> ConfigReader.parseValue("-.inf", "key=-.inf"))
        .isInstanceOf(UserError.class)
        .hasMessage("key=-.inf line 1: -.inf is not a finite number; give one");
  }
}
