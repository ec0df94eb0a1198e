package dev.osprey.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

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
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetinaFaceTest {
  private static final Annotation FACE =
      Annotation.of(new Box(10, 12, 40, 48), 0)
          .at(
              new Box(10, 12, 40, 48),
              List.of(
                  new Point(18, 24),
                  new Point(32, 24),
                  new Point(25, 32),
                  new Point(19, 40),
                  new Point(31, 40)));
  private static final Annotation WITHOUT_LANDMARKS = Annotation.of(new Box(40, 40, 60, 64), 0);

  @Test
  void learnsBoxesAndLandmarks() {
    Map<String, Double> losses = losses(List.of(FACE), List.of(WITHOUT_LANDMARKS));
    assertThat(losses).containsOnlyKeys("classification", "bbox_regression", "landmark_regression");
    assertThat(losses.values()).allSatisfy(loss -> assertThat(loss).isPositive());
  }

  @Test
  void facesWithoutLandmarksHaveNoLandmarkLoss() {
    Map<String, Double> losses = losses(List.of(WITHOUT_LANDMARKS), List.of());
    assertThat(losses).extractingByKey("landmark_regression", DOUBLE).isZero();
    assertThat(losses).extractingByKey("bbox_regression", DOUBLE).isPositive();
    assertThat(losses).extractingByKey("classification", DOUBLE).isPositive();
  }

  @Test
  void imagesWithoutFacesHaveNoLoss() {
    // Hard negatives are counted by the positives: without one there are none.
    Map<String, Double> losses = losses(List.of(), List.of());
    assertThat(losses.values()).allSatisfy(loss -> assertThat(loss).isZero());
  }

  @Test
  void detectsInAnImageOfOnePixel() {
    Detector detector = Presets.config("retinaface-mobilenet025").create();
    for (ImageSize size : List.of(new ImageSize(1, 1), new ImageSize(1, 70))) {
      RgbImage image = new RgbImage(size, new byte[3 * size.height() * size.width()]);
      try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1);
          InferenceWeights inference =
              InferenceWeights.of(detector.network(), weights, Engine.cpu());
          TensorScope scope = TensorScope.inference();
          BatchAssembler assembler = new BatchAssembler(detector.config().preprocessing(), 1);
          ImageBatch images = assembler.assemble(List.of(image));
          Batch batch = Batch.of(images, Device.CPU)) {
        Detections found = detector.detect(inference.ops(), batch).get(0);
        assertThat(found).allSatisfy(face -> assertThat(face.landmarks()).hasSize(5));
      }
    }
  }

  @Test
  void refusesAHeadAndSettingsThatDisagreeOnLandmarks() {
    assertThatThrownBy(() -> config("head.landmarks=none").create())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("model.landmarks");
    assertThatThrownBy(() -> config("landmarks=null").create())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("model.head.landmarks: none");
  }

  private static Detector.Config config(String assignment) {
    ObjectNode tree = ConfigReader.tree(Presets.config("retinaface-mobilenet025"));
    ConfigTree.assign(tree, assignment);
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }

  /** Of a batch of images of 64 x 64 with these faces. */
  private static Map<String, Double> losses(List<Annotation> first, List<Annotation> second) {
    Detector detector = Presets.config("retinaface-mobilenet025").create();
    RgbImage grey = new RgbImage(new ImageSize(64, 64), new byte[3 * 64 * 64]);
    List<Sample> samples =
        List.of(new Sample(1, Path.of("a"), first), new Sample(2, Path.of("b"), second));
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1);
        BatchAssembler assembler = new BatchAssembler(detector.config().preprocessing(), 1);
        ImageBatch images = assembler.assemble(samples, List.of(grey, grey));
        Batch batch = Batch.of(images, Device.CPU)) {
      try (TensorScope scope = TensorScope.training()) {
        Losses losses = detector.losses(weights.trainingOps(), batch, SeededRandom.of(1));
        losses.total().backward();
        Map<String, Double> values = new LinkedHashMap<>();
        losses.terms().forEach((name, term) -> values.put(name, Tensors.number(term)));
        return values;
      }
    }
  }
}
