package dev.osprey.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.loss.Losses;
import dev.osprey.detection.postprocess.explanation.Explanation;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FasterRcnnTest {
  private static final List<Annotation> NOTHING = List.of();
  private static final List<Annotation> TWO =
      List.of(Annotation.of(new Box(4, 6, 30, 40), 1), Annotation.of(new Box(20, 10, 60, 50), 2));

  @Test
  void anImageWithoutObjectsIsValid() {
    Map<String, Double> both = losses(config(), 1, TWO, NOTHING);
    assertThat(both.keySet())
        .containsExactly("loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg");
    assertThat(both.values()).allSatisfy(loss -> assertThat(loss).isFinite().isPositive());
    Map<String, Double> none = losses(config(), 1, NOTHING, NOTHING);
    assertThat(none.get("loss_rpn_box_reg")).isZero();
    assertThat(none.get("loss_box_reg")).isZero();
    assertThat(none.get("loss_objectness")).isPositive();
    assertThat(none.get("loss_classifier")).isPositive();
  }

  @Test
  void takesAllProposalsIfThereAreFewerThanTheQuota() {
    Map<String, Double> losses =
        losses(
            config("proposals.selection.training.proposals=1", "regions.sampler.quota.size=512"),
            1,
            TWO,
            NOTHING);
    assertThat(losses.values()).allSatisfy(loss -> assertThat(loss).isFinite());
  }

  @Test
  void objectsOfOnePixelHaveFiniteLosses() {
    List<Annotation> pixel = List.of(Annotation.of(new Box(7, 9, 8, 10), 0));
    assertThat(losses(config(), 1, pixel, TWO).values())
        .allSatisfy(loss -> assertThat(loss).isFinite());
  }

  @Test
  void theSecondStageHasNoLossAndNoDetectionsWithoutProposals() {
    // Clipped to the image they have no area; no proposal is as wide as this either.
    String[] none = {"proposals.selection.minSide=1000"};
    Map<String, Double> losses = losses(config(none), 1, NOTHING, NOTHING);
    assertThat(losses.get("loss_classifier")).isZero();
    assertThat(losses.get("loss_box_reg")).isZero();
    assertThat(losses.get("loss_objectness")).isPositive();
    assertThat(losses(config(none), 1, TWO, NOTHING).values())
        .allSatisfy(loss -> assertThat(loss).isFinite());
    assertThat(detect(config(none))).allSatisfy(found -> assertThat(found.size()).isZero());
  }

  @Test
  void theSameSeedSamplesTheSame() {
    FasterRcnn.Config config =
        config("proposals.sampler.quota.size=8", "regions.sampler.quota.size=4");
    assertThat(losses(config, 3, TWO, TWO)).isEqualTo(losses(config, 3, TWO, TWO));
    assertThat(losses(config, 3, TWO, TWO)).isNotEqualTo(losses(config, 4, TWO, TWO));
  }

  @Test
  void hardExamplesAreRankedByTheLossOfTheSecondStage() {
    String hard =
        "regions.sampler={type: hard-examples, quota: {size: 3, positiveShare: 0.5,"
            + " negativesPerPositive: null}, groundTruth: candidates}";
    double hardest = losses(config(hard), 1, TWO, NOTHING).getOrDefault("loss_classifier", -1.0);
    double all =
        losses(config("regions.sampler.quota.size=512"), 1, TWO, NOTHING)
            .getOrDefault("loss_classifier", -1.0);
    assertThat(hardest).isFinite().isGreaterThanOrEqualTo(all);
  }

  @Test
  void trainsWithMaxPoolingOfRegions() {
    String pool =
        "regions.pooling={type: roi-pool, height: 2, width: 2, mapper: {canonicalScale: 224,"
            + " canonicalLevel: 4}}";
    assertThat(losses(config(pool), 1, TWO, NOTHING).values())
        .allSatisfy(loss -> assertThat(loss).isFinite().isPositive());
  }

  @Test
  void detectionsLieInTheImageAndAreExplained() {
    FasterRcnn.Config config = config("regions.postprocess.scoreThreshold=0.01");
    List<Detections> found = detect(config);
    assertThat(found).hasSize(2);
    assertThat(found.get(0).size()).isPositive();
    for (int i = 0; i < found.get(0).size(); i++) {
      assertThat(found.get(0).label(i)).isBetween(0, 2);
      assertThat(found.get(0).boxes()[4 * i]).isBetween(0f, 64f);
      assertThat(found.get(0).boxes()[4 * i + 3]).isBetween(0f, 48f);
    }
    List<Explanation> why = explain(config);
    assertThat(why.get(0).covering()).isPositive();
    assertThat(why.get(0).best()).isPresent();
  }

  @Test
  void theSecondStageNeedsABackgroundClass() {
    assertThatThrownBy(
            () -> config("regions.loss.classification={type: sigmoid-cross-entropy, alpha: null}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("softmax-cross-entropy");
  }

  /** One map of stride 8, few proposals, regions of 2 x 2 cells. */
  private static FasterRcnn.Config config(String... settings) {
    ObjectNode tree = ConfigReader.tree(Presets.config("fasterrcnn-mobilenet-v2"));
    List<String> all =
        new ArrayList<>(
            List.of(
                "classes=3",
                "preprocessing.resize={type: none}",
                "backbone.width=0.35",
                "backbone.outStages=[2]",
                "proposals.anchors.sizes.perLevel=[[8, 16, 32]]",
                "proposals.selection.training={topKPerLevel: 60, proposals: 20}",
                "proposals.selection.detecting={topKPerLevel: 60, proposals: 20}",
                "regions.pooling.height=2",
                "regions.pooling.width=2",
                "regions.head.representation=8"));
    all.addAll(List.of(settings));
    all.forEach(setting -> ConfigTree.assign(tree, setting));
    return (FasterRcnn.Config) ConfigReader.read(Detector.Config.class, tree, "test");
  }

  /** Losses by name; every gradient is checked to be finite. */
  private static Map<String, Double> losses(
      FasterRcnn.Config config, long seed, List<Annotation> first, List<Annotation> second) {
    FasterRcnn detector = config.create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 5);
        ImageBatch images = images(config, first, second);
        Batch batch = Batch.of(images, Device.CPU);
        TensorScope scope = TensorScope.training()) {
      Losses losses = detector.losses(weights.trainingOps(), batch, SeededRandom.of(seed));
      losses.total().backward();
      weights
          .trainable()
          .forEach(
              (path, tensor) -> {
                if (tensor.grad().defined()) {
                  assertThat(Tensors.number(tensor.grad().abs().sum())).as(path).isFinite();
                }
              });
      Map<String, Double> values = new LinkedHashMap<>();
      losses.terms().forEach((name, term) -> values.put(name, Tensors.number(term)));
      return values;
    }
  }

  private static List<Detections> detect(FasterRcnn.Config config) {
    FasterRcnn detector = config.create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 5);
        InferenceWeights inference =
            InferenceWeights.of(detector.network(), weights, Engine.cpu());
        ImageBatch images = images(config, NOTHING, NOTHING);
        Batch batch = Batch.of(images, Device.CPU);
        TensorScope scope = TensorScope.inference()) {
      return detector.detect(inference.ops(), batch);
    }
  }

  private static List<Explanation> explain(FasterRcnn.Config config) {
    FasterRcnn detector = config.create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 5);
        InferenceWeights inference =
            InferenceWeights.of(detector.network(), weights, Engine.cpu());
        ImageBatch images = images(config, NOTHING, NOTHING);
        Batch batch = Batch.of(images, Device.CPU);
        TensorScope scope = TensorScope.inference()) {
      return detector.explain(
          detector.forward(inference.ops(), batch), List.of(new Point(20, 20), new Point(10, 10)));
    }
  }

  private static ImageBatch images(
      FasterRcnn.Config config, List<Annotation> first, List<Annotation> second) {
    try (BatchAssembler assembler = new BatchAssembler(config.preprocessing(), 1)) {
      return assembler.assemble(
          List.of(
              new Sample(1, Path.of("first.png"), first),
              new Sample(2, Path.of("second.png"), second)),
          List.of(gradient(64, 48), gradient(40, 56)));
    }
  }

  private static RgbImage gradient(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 % 251);
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }
}
