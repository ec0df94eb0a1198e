package dev.osprey.weights.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.EntryId;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.naming.TorchvisionNames;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedWeightsTest {
  private static final int CLASSES = 1000;

  /**
   * Parameters of torchvision's VGG classifier: matrices of 25088x4096, 4096x4096 and 4096x1000,
   * each with a bias.
   */
  private static final long VGG_CLASSIFIER =
      (25088L * 4096 + 4096) + (4096L * 4096 + 4096) + (4096L * CLASSES + CLASSES);

  private static Backbone.Config backbone(String name) {
    return ((Target.OfBackbone) PublishedWeights.entry(name).target()).config();
  }

  private static Target.OfDetector detector(String name) {
    return (Target.OfDetector) PublishedWeights.entry(name).target();
  }

  private static long trainable(Backbone backbone) {
    return backbone.namedParameters().values().stream()
        .filter(Parameter::isTrainable)
        .mapToLong(Parameter::count)
        .sum();
  }

  @Test
  void containsBackbonesAndDetectors() {
    assertThat(PublishedWeights.names())
        .contains(
            "torchvision/resnet50-imagenet1k-v1",
            "torchvision/fasterrcnn-resnet50-fpn-coco",
            "torchvision/retinanet-resnet50-fpn-coco")
        .hasSize(31)
        .allMatch(name -> name.matches("torchvision/[a-z0-9-]+"));
    assertThat(PublishedWeights.entries()).hasSize(31);
  }

  @Test
  void addressesAreHttpsAndUnique() {
    Set<URI> addresses = new HashSet<>();
    for (PublishedWeights.Entry entry : PublishedWeights.entries()) {
      assertThat(entry.remote().address().getScheme()).isEqualTo("https");
      assertThat(addresses.add(entry.remote().address())).as(entry.name()).isTrue();
      assertThat(entry.remote().digits()).matches("[0-9a-f]{8}");
      assertThat(entry.remote().address().toString()).endsWith("/" + entry.file());
    }
  }

  /**
   * The publisher's file names equal our names except for underscores, so an entry with the file of
   * another line fails here.
   */
  @Test
  void fileNamesMatchTheArchitecture() {
    for (PublishedWeights.Entry entry : PublishedWeights.entries()) {
      String architecture = entry.file().substring(0, entry.file().lastIndexOf('-'));
      assertThat(entry.name())
          .matches("torchvision/" + architecture.replace('_', '-') + "(-imagenet1k-v[12])?");
    }
  }

  /** {@code num_params} of torchvision's weights, without the classifier's 1000 rows and bias. */
  @ParameterizedTest
  @CsvSource({
    "resnet18-imagenet1k-v1, 512, 11689512",
    "resnet34-imagenet1k-v1, 512, 21797672",
    "resnet50-imagenet1k-v1, 2048, 25557032",
    "resnet50-imagenet1k-v2, 2048, 25557032",
    "resnet101-imagenet1k-v1, 2048, 44549160",
    "resnet101-imagenet1k-v2, 2048, 44549160",
    "resnet152-imagenet1k-v1, 2048, 60192808",
    "resnet152-imagenet1k-v2, 2048, 60192808",
    "resnext50-32x4d-imagenet1k-v1, 2048, 25028904",
    "resnext50-32x4d-imagenet1k-v2, 2048, 25028904",
    "resnext101-32x8d-imagenet1k-v1, 2048, 88791336",
    "resnext101-32x8d-imagenet1k-v2, 2048, 88791336",
    "resnext101-64x4d-imagenet1k-v1, 2048, 83455272",
    "wide-resnet50-2-imagenet1k-v1, 2048, 68883240",
    "wide-resnet50-2-imagenet1k-v2, 2048, 68883240",
    "wide-resnet101-2-imagenet1k-v1, 2048, 126886696",
    "wide-resnet101-2-imagenet1k-v2, 2048, 126886696",
    "mobilenet-v2-imagenet1k-v1, 1280, 3504872",
    "mobilenet-v2-imagenet1k-v2, 1280, 3504872",
  })
  void backbonesHaveThePublishedNumberOfParameters(String name, long channels, long published) {
    assertThat(trainable(backbone("torchvision/" + name).build()))
        .isEqualTo(published - channels * CLASSES - CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "vgg11, 132863336",
    "vgg13, 133047848",
    "vgg16, 138357544",
    "vgg19, 143667240",
  })
  void vggsHaveThePublishedNumberOfParameters(String name, long published) {
    assertThat(trainable(backbone("torchvision/" + name + "-imagenet1k-v1").build()))
        .isEqualTo(published - VGG_CLASSIFIER);
  }

  /**
   * Each of the publisher's convolutions has a bias, which is folded when it is read: 64 + 128 +
   * 2·256 + 4·512 values for 11 layers, and so on.
   */
  @ParameterizedTest
  @CsvSource({
    "vgg11-bn, 132868840, 2752",
    "vgg13-bn, 133053736, 2944",
    "vgg16-bn, 138365992, 4224",
    "vgg19-bn, 143678248, 5504",
  })
  void vggsWithBatchNormHaveThePublishedParametersWithoutBiases(
      String name, long published, long biases) {
    assertThat(trainable(backbone("torchvision/" + name + "-imagenet1k-v1").build()))
        .isEqualTo(published - VGG_CLASSIFIER - biases);
  }

  @Test
  void detectorsArePresetsWithALabelForEachClass() {
    int detectors = 0;
    for (PublishedWeights.Entry entry : PublishedWeights.entries()) {
      if (entry.target() instanceof Target.OfDetector target) {
        Detector.Config preset = Presets.config(target.preset());
        assertThat(target.labels().size()).as(entry.name()).isEqualTo(preset.classes());
        assertThat(entry.names()).isInstanceOf(TorchvisionNames.class);
        assertThat(entry.classes()).isEqualTo(91);
        detectors++;
      } else {
        assertThat(entry.names()).isInstanceOf(TorchvisionBackboneNames.class);
        assertThat(entry.classes()).isEqualTo(1000);
      }
    }
    assertThat(detectors).isEqualTo(4);
  }

  /** COCO's annotation files: 1 person, 44 bottle, 90 toothbrush, and nothing with id 12. */
  @Test
  void labelsHaveCocoIds() {
    Target.OfDetector fasterRcnn = detector("torchvision/fasterrcnn-resnet50-fpn-coco");
    Target.OfDetector retinaNet = detector("torchvision/retinanet-resnet50-fpn-v2-coco");
    assertThat(fasterRcnn.labels().name(0)).isEqualTo("person");
    assertThat(retinaNet.labels().name(0)).isEqualTo("background");
    assertThat(retinaNet.labels().labelOfName("person")).isEqualTo(1);
    for (Target.OfDetector target : Set.of(fasterRcnn, retinaNet)) {
      assertThat(target.labels().categoryId(target.labels().labelOfName("bottle")))
          .isEqualTo(EntryId.of(44));
      assertThat(target.labels().categoryId(target.labels().labelOfName("toothbrush")))
          .isEqualTo(EntryId.of(90));
      assertThat(target.labels().name(target.labels().labelOfCategory(EntryId.of(12))))
          .isEqualTo("unused 12");
      assertThat(
              target.labels().names().stream().filter(name -> !name.matches("unused.*|background")))
          .hasSize(80);
    }
  }

  /** torchvision sets the epsilon of its norms to 0 only for the weights of its first detectors. */
  @Test
  void firstDetectorsWereTrainedWithoutEpsilon() {
    assertThat(detector("torchvision/retinanet-resnet50-fpn-coco").backboneNorm().eps()).isZero();
    assertThat(detector("torchvision/fasterrcnn-resnet50-fpn-coco").backboneNorm().eps()).isZero();
    NormConfig.Batch second =
        detector("torchvision/fasterrcnn-resnet50-fpn-v2-coco").backboneNorm();
    assertThat(second.eps()).isEqualTo(1e-5);
  }

  @Test
  void mapsClassifierKeysToTheBackboneBody() {
    TorchvisionBackboneNames names = new TorchvisionBackboneNames();
    assertThat(names.toOurs("layer1.0.conv1.weight"))
        .contains("backbone.body.layer1.0.conv1.weight");
    assertThat(names.toPeer("backbone.body.features.28.bias")).contains("features.28.bias");
    assertThat(names.toOurs("fc.weight")).isEmpty();
    assertThat(names.toOurs("classifier.6.bias")).isEmpty();
    assertThat(names.toOurs("bn1.num_batches_tracked")).isEmpty();
    assertThat(names.toPeer("backbone.fpn.inner_blocks.0.0.weight")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "torchvision/resnet50-imagnet1k-v1, torchvision/resnet50-imagenet1k-v1",
    "torchvision/resnet50_imagenet1k_v1, torchvision/resnet50-imagenet1k-v1",
    "resnet50-imagenet1k-v1, torchvision/resnet50-imagenet1k-v1",
    "torchvision/retinanet, torchvision/retinanet-resnet50-fpn-coco",
    "torchvison/vgg16-imagenet1k-v1, torchvision/vgg16-imagenet1k-v1",
  })
  void suggestsTheNearestNameAndListsAll(String unknown, String meant) {
    assertThatThrownBy(() -> PublishedWeights.entry(unknown))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("weights \"" + unknown + "\" are unknown; did you mean \"" + meant)
        .hasMessageContaining("known: torchvision/resnet18-imagenet1k-v1, ")
        .hasMessageEndingWith("torchvision/retinanet-resnet50-fpn-v2-coco");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "torchvision/", "best.safetensors"})
  void listsAllNamesWithoutASuggestionForADistantName(String unknown) {
    assertThatThrownBy(() -> PublishedWeights.entry(unknown))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("weights \"" + unknown + "\" are unknown; known: torchvision/");
  }

  @Test
  void publisherDistinguishesNamesFromFiles() {
    assertThat(PublishedWeights.hasPublisherOf("torchvision/resnet5")).isTrue();
    assertThat(PublishedWeights.hasPublisherOf("runs/first/best.safetensors")).isFalse();
    assertThat(PublishedWeights.hasPublisherOf("torchvision")).isFalse();
    assertThat(PublishedWeights.hasPublisherOf("/torchvision")).isFalse();
  }
}
