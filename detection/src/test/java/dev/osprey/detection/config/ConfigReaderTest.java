package dev.osprey.detection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.detection.Detector;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss;
import dev.osprey.detection.loss.BoxLoss;
import dev.osprey.detection.loss.ClampedFocalLoss;
import dev.osprey.detection.loss.ClassificationLoss;
import dev.osprey.detection.loss.FocalLoss;
import dev.osprey.detection.loss.GiouLoss;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.loss.Normalizer;
import dev.osprey.detection.loss.SigmoidCrossEntropy;
import dev.osprey.detection.loss.SmoothL1Loss;
import dev.osprey.detection.loss.SoftmaxCrossEntropy;
import dev.osprey.detection.matching.IgnoreRule;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.preset.Presets;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.detection.sampling.HardExampleSampler;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir private Path folder;

  @Test
  void everyKindOfRecordRoundTripsThroughYamlAndJson() {
    survives(
        AnchorGenerator.Config.class,
        new AnchorGenerator.Config(
            new AnchorSizes.Pixels(
                List.of(List.of(32.0, 32 * Math.pow(2, 1.0 / 3)), List.of(1e-5, 1e12))),
            List.of(List.of(0.5)),
            AnchorGenerator.Rounding.NEAREST_EVEN,
            AnchorGenerator.Stride.FROM_GRID,
            0.5));
    survives(AnchorSizes.class, new AnchorSizes.Octaves(4, 3));
    survives(AnchorFilter.Config.class, AnchorFilter.Config.none());
    survives(AnchorFilter.Config.class, new AnchorFilter.Config(AnchorFilter.Cells.BATCH, 0.0));
    for (MaxIouMatcher.LowQuality rule : MaxIouMatcher.LowQuality.values()) {
      survives(MaxIouMatcher.Config.class, MaxIouMatcher.Config.of(0.5, 0.4, rule));
    }
    survives(
        MaxIouMatcher.Config.class,
        new MaxIouMatcher.Config(
            0.5,
            0.4,
            MaxIouMatcher.LowQuality.NONE,
            0.1,
            new IgnoreRule(0.5, IgnoreRule.ShareOf.IGNORED_BOX)));
    Quota quota = new Quota(256, 0.5, 3.0);
    for (Sampler sampler :
        List.of(
            new AllSampler(),
            new RandomSampler(quota, Sampler.TruthUse.CANDIDATES),
            new HardExampleSampler(quota, Sampler.TruthUse.TARGETS))) {
      survives(Sampler.class, sampler);
    }
    for (Double limit : new Double[] {null, Math.log(62.5)}) {
      survives(
          BoxCoder.Config.class,
          new BoxCoder.Config(
              List.of(0.0, 0.0, 0.0, 0.0), List.of(0.1, 0.1, 0.2, 0.2), limit, limit, 1));
    }
    for (ClassificationLoss loss :
        List.of(
            new FocalLoss(-1, 0),
            new ClampedFocalLoss(0.25, 2, 1e-4),
            new SigmoidCrossEntropy(null),
            new SoftmaxCrossEntropy(SoftmaxCrossEntropy.Background.FIRST, 0.25))) {
      survives(ClassificationLoss.class, loss);
    }
    for (BoxLoss loss : List.of(new L1Loss(), new SmoothL1Loss(1.0 / 9), new GiouLoss(1e-7))) {
      survives(BoxLoss.class, loss);
      survives(
          AnchorLoss.Config.class,
          new AnchorLoss.Config(
              new FocalLoss(0.25, 2),
              1,
              loss,
              AnchorLoss.DeltaReduction.MEAN,
              Normalizer.BATCH_SAMPLES,
              1,
              0.5));
    }
    for (Postprocess.Order order : Postprocess.Order.values()) {
      for (Postprocess.Clip clip : Postprocess.Clip.values()) {
        survives(
            Postprocess.Config.class,
            new Postprocess.Config(0.05, 1000, 0.0, 0.5, 300, order, clip));
      }
    }
  }

  @Test
  void channelsDefaultToRgbInOlderFiles() {
    Preprocessing now = Presets.config("retinanet-r18-torchvision").preprocessing();
    ObjectNode tree = ConfigReader.tree(now);
    assertThat(tree.remove("channels").asText()).isEqualTo("rgb");
    assertThat(ConfigReader.read(Preprocessing.class, tree, "old")).isEqualTo(now);
    tree.put("channels", "bgr");
    assertThat(ConfigReader.read(Preprocessing.class, tree, "new").channels())
        .isEqualTo(ChannelOrder.BGR);
    tree.remove("mean");
    assertThatThrownBy(() -> ConfigReader.read(Preprocessing.class, tree, "f.yaml"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("mean is missing");
    tree.put("channels", "grb");
    assertThatThrownBy(() -> ConfigReader.read(Preprocessing.class, tree, "f.yaml"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rgb");
  }

  @Test
  void optionalKeysAreWrittenAsNullAndMayBeAbsent() {
    Postprocess.Config unlimited =
        new Postprocess.Config(
            0.05,
            null,
            null,
            0.5,
            null,
            Postprocess.Order.CLASS,
            Postprocess.Clip.PADDED_OUTER_SIDES);
    survives(Postprocess.Config.class, unlimited);
    ObjectNode tree = ConfigReader.tree(unlimited);
    tree.remove(List.of("topKPerLevel", "minSide", "maxDetections"));
    assertThat(ConfigReader.read(Postprocess.Config.class, tree, "c.yaml")).isEqualTo(unlimited);
  }

  @Test
  void constantsAreWrittenInKebabCase() {
    String yaml = ConfigReader.toYaml(Presets.config("retinanet-r18-yhenon"));
    assertThat(yaml).contains("clip: padded-outer-sides").contains("rounding: nearest-even");
    assertThat(ConfigReader.toJson(Presets.config("retinanet-r18-yhenon")))
        .contains("\"clip\":\"padded-outer-sides\"");
  }

  @Test
  void typesAreOrdinaryKeysInYaml() {
    assertThat(ConfigReader.toYaml(Presets.config("retinanet-r18-torchvision")))
        .startsWith("type: retinanet\n")
        .contains("backbone:\n  type: resnet\n")
        .doesNotContain("!<");
  }

  @Test
  void stringsThatLookLikeOtherValuesStayStrings() {
    LabelMap labels =
        LabelMap.ofNames(
            List.of(
                "7",
                "1e3",
                "0x10",
                "no",
                "null",
                "true",
                "~",
                "",
                "a: b",
                "# x",
                " edge ",
                "- a",
                "it's",
                "quote\"",
                "tab\tx",
                "two\nlines",
                "\u0007",
                "\u007f",
                "Köter",
                "犬",
                "\uD83D\uDC15",
                "[a]",
                "{a}",
                "*a",
                "&a",
                "!a",
                "%",
                "@",
                "12:30",
                "2020-01-01"));
    survives(LabelMap.class, labels);
  }

  // Each line: one setting of a valid configuration, and the message that refuses it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
backbone.dept=18         | c.yaml: unknown key backbone.dept; did you mean "depth"? known keys here: bottleneck, depth, frozenStages, init, norm, outStages
nmsThreshold=0.3         | c.yaml: unknown key nmsThreshold; did you mean postprocess.nmsThreshold? known keys here: anchorFilter, anchors, backbone, classes, coder, head, loss, matcher, neck, postprocess, preprocessing, sampler
gizmo=1                  | c.yaml: unknown key gizmo; known keys here: anchorFilter, anchors, backbone, classes, coder, head, loss, matcher, neck, postprocess, preprocessing, sampler
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
'a: 1\nb: c: d'    | line 2: not valid YAML: a colon stands where none can: b: c: d. Put a value with a colon in quotes
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
        .hasMessage("m: category id 1 stands twice");
  }

  @Test
  void pathsAreWrittenAsGiven() {
    DatasetSource source = DatasetSource.of(Path.of("images", "blood cells"));
    survives(DatasetSource.class, source);
    survives(DatasetSource.class, DatasetSource.of(Path.of("images: 2")));
    assertThat(ConfigReader.toJson(source)).contains("\"folder\":\"images");
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

  private static <T> void survives(Class<T> type, T config) {
    JsonNode yaml = ConfigReader.parseValue(ConfigReader.toYaml(config), "yaml");
    assertThat(ConfigReader.read(type, yaml, "yaml")).isEqualTo(config);
    assertThat(ConfigReader.readJson(type, ConfigReader.toJson(config), "json")).isEqualTo(config);
    assertThat(ConfigReader.read(type, ConfigReader.tree(config), "tree")).isEqualTo(config);
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
