package dev.osprey.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import dev.osprey.inference.views.Tiling;
import dev.osprey.inference.views.Views;
import dev.osprey.torch.Engine;
import dev.osprey.torch.memory.InferenceMemory;
import dev.osprey.torch.weights.Weights;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small networks without training, whose scores are all about 0.01, on noise. */
class PredictorViewsTest {
  private static final String RESIZED = "{side: 64, longest: 96}";
  private static final String ORIGINAL = "{type: none}";

  private static Predictor resizing;
  private static Predictor atOriginalSize;

  @BeforeAll
  static void build() {
    resizing = predictor("resize", RESIZED);
    atOriginalSize = predictor("resize", ORIGINAL);
  }

  @AfterAll
  static void free() {
    resizing.close();
    atOriginalSize.close();
  }

  private static Predictor predictor(String key, String rule) {
    ObjectNode tree =
        ConfigReader.readJson(
            ObjectNode.class,
            """
            preset: retinanet-r18-torchvision
            classes: 2
            preprocessing: {%s: %s}
            neck: {channels: 16}
            head: {depth: 1, channels: 16}
            postprocess: {scoreThreshold: 0.001, maxDetections: 20}
            """
                .formatted(key, rule),
            "test");
    Detector detector =
        ConfigReader.read(Detector.Config.class, Presets.resolve(tree), "test").create();
    LabelMap labels = LabelMap.ofNames(List.of("cell", "platelet"));
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      return Predictor.of(detector, labels, weights, Engine.cpu());
    }
  }

  private static RgbImage noise(int height, int width) {
    SeededRandom random = SeededRandom.of(height, width);
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  private static Views scales(Mirroring mirroring, Double... scales) {
    return Views.plain()
        .augmented(new TestTimeAugmentation(List.of(scales), mirroring, Merge.NMS, null));
  }

  private static void assertSame(Detections found, Detections expected) {
    assertThat(found.size()).isPositive();
    assertThat(found.boxes()).isEqualTo(expected.boxes());
    assertThat(found.scores()).isEqualTo(expected.scores());
    assertThat(found.labels()).isEqualTo(expected.labels());
  }

  @Test
  void scaleOneAndASingleTileGiveTheBitsOfPlainDetection() {
    for (Predictor predictor : List.of(resizing, atOriginalSize)) {
      RgbImage image = noise(71, 93);
      Detections plain = predictor.detect(image);

      assertSame(predictor.with(Views.plain()).detect(image), plain);
      assertSame(predictor.with(scales(Mirroring.NONE, 1.0)).detect(image), plain);
      assertSame(
          predictor.with(scales(Mirroring.NONE, 1.0).tiled(Tiling.of(93))).detect(image), plain);
    }
  }

  @Test
  void scalesMultiplyTheDetectorsSize() {
    // 64 · 1.5 and 96 · 1.5 are what a detector of that size would do
    try (Predictor larger = predictor("resize", "{side: 96, longest: 144}")) {
      RgbImage image = noise(50, 64);

      assertSame(resizing.with(scales(Mirroring.NONE, 1.5)).detect(image), larger.detect(image));
    }
  }

  @Test
  void scalesMultiplyTheImageSizeWithoutResizing() {
    RgbImage image = noise(64, 96);
    try (Predictor halved = predictor("resize", "{side: 32, longest: 48}")) {
      Detections found = atOriginalSize.with(scales(Mirroring.NONE, 0.5)).detect(image);

      assertThat(found.size()).isEqualTo(halved.detect(image).size());
      assertInside(found, 64, 96);
    }
  }

  @Test
  void boxesOfAllViewsAreInTheImageAndWithinTheDetectorsLimit() {
    for (Predictor predictor : List.of(resizing, atOriginalSize)) {
      for (ImageSize size :
          List.of(new ImageSize(1, 1), new ImageSize(37, 91), new ImageSize(200, 3))) {
        Detections found =
            predictor
                .with(scales(Mirroring.ADDED, 0.5, 1.0, 2.0))
                .detect(noise(size.height(), size.width()));

        assertThat(found.size()).isLessThanOrEqualTo(20);
        assertInside(found, size.height(), size.width());
      }
    }
  }

  @Test
  void detectorsLimitAppliesToEachTile() {
    Detections found =
        atOriginalSize
            .with(Views.plain().tiled(new Tiling(64, 0.1, Tiling.WholeImage.ADDED)))
            .detect(noise(130, 150));

    assertThat(found.size()).isGreaterThan(20);
    assertInside(found, 130, 150);
  }

  @Test
  void everyViewKeepsLandmarks() {
    Detector detector = Presets.config("retinaface-mobilenet025").create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1);
        Predictor faces =
            Predictor.of(detector, LabelMap.ofNames(List.of("face")), weights, Engine.cpu())) {
      RgbImage image = noise(71, 93);
      Detections plain = faces.detect(image);
      Views scaleOne = scales(Mirroring.NONE, 1.0);

      assertSame(faces.with(scaleOne).detect(image), plain);
      assertThat(faces.with(scaleOne).detect(image).landmarks()).isEqualTo(plain.landmarks());
      for (Merge merge : Merge.values()) {
        Views views =
            Views.plain()
                .augmented(new TestTimeAugmentation(List.of(0.5, 2.0), Mirroring.ADDED, merge, 0.4))
                .tiled(Tiling.of(64));
        Detections found = faces.with(views).detect(image);

        assertThat(found.size()).isPositive();
        assertThat(found.landmarks()).hasSize(10 * found.size());
      }
    }
  }

  @Test
  void sameViewsGiveTheSameBits() {
    ImageDetector viewing =
        atOriginalSize.with(scales(Mirroring.ADDED, 0.5, 1.0).tiled(Tiling.of(64)));

    assertSame(viewing.detect(noise(100, 90)), viewing.detect(noise(100, 90)));
  }

  @Test
  void refusesAViewOfTooManyPixelsBeforeResizing() {
    RgbImage image = new RgbImage(new ImageSize(3000, 4000), new byte[36_000_000]);

    assertThatThrownBy(() -> atOriginalSize.with(scales(Mirroring.NONE, 16.0)).detect(image))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("would have 48000x64000 after resizing, more than the limit");
  }

  @Test
  void memoryGrowsWithTheImageAndTheBatch() {
    InferenceMemory memory =
        new InferenceMemory(
            ConfigReader.read(
                    Detector.Config.class,
                    Presets.resolve(
                        ConfigReader.readJson(
                            ObjectNode.class, "{preset: retinanet-r50-yhenon, classes: 1}", "t")),
                    "t")
                .create()
                .network(),
            Engine.cpu());
    long one = memory.estimate(1, new ImageSize(800, 1216));

    // The towers' maps alone: 2 · 4 · 256 · (1/64 + 1/256 + …) · 4 bytes a pixel, about 175 MB.
    assertThat(one).isBetween(300L << 20, 1200L << 20);
    assertThat(memory.estimate(2, new ImageSize(800, 1216))).isBetween(2 * one - 1000, 2 * one);
    assertThat(memory.estimate(1, new ImageSize(8000, 12_160))).isGreaterThan(90 * one);
    memory.require(1, new ImageSize(1, 1));
  }

  private static void assertInside(Detections found, int height, int width) {
    for (Detection one : found) {
      Box box = one.box();
      assertThat(Math.min(box.x1(), box.y1())).isGreaterThanOrEqualTo(0);
      assertThat(box.x2()).isLessThanOrEqualTo(width + 1e-3);
      assertThat(box.y2()).isLessThanOrEqualTo(height + 1e-3);
    }
  }
}
