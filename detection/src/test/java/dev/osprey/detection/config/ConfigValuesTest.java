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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of configurations survive being written and read again. */
class ConfigValuesTest {
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

  @Test
  void pathsAreWrittenAsGiven() {
    DatasetSource source = DatasetSource.of(Path.of("images", "blood cells"));
    survives(DatasetSource.class, source);
    survives(DatasetSource.class, DatasetSource.of(Path.of("images: 2")));
    assertThat(ConfigReader.toJson(source)).contains("\"folder\":\"images");
  }

  private static <T> void survives(Class<T> type, T config) {
    JsonNode yaml = ConfigReader.parseValue(ConfigReader.toYaml(config), "yaml");
    assertThat(ConfigReader.read(type, yaml, "yaml")).isEqualTo(config);
    assertThat(ConfigReader.readJson(type, ConfigReader.toJson(config), "json")).isEqualTo(config);
    assertThat(ConfigReader.read(type, ConfigReader.tree(config), "tree")).isEqualTo(config);
  }
}
