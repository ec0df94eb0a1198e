package dev.osprey.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.Tiling;
import dev.osprey.inference.views.Views;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.onnx.OnnxReplay;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.DetectionPairs;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exported file can replace a model file for detection. */
class OnnxEngineTest {
  @TempDir Path folder;

  private static Weights.Source values(SmallDetector small) {
    return (path, parameter) -> small.weights().values(path);
  }

  private static LoadedDetector libtorch(SmallDetector small) {
    return Predictor.of(
        small.detector(), small.labels(), small.weights(), Engine.cpu(), EngineChoice.TORCH);
  }

  private static LoadedDetector onnxRuntime(SmallDetector small) {
    return new OnnxExporter(small.detector(), small.labels(), small.weights()).open(0);
  }

  private static List<RgbImage> images() {
    List<RgbImage> images = new ArrayList<>();
    images.addAll(CheckImages.of(new ImageSize(96, 128), 2, 5));
    images.addAll(CheckImages.of(new ImageSize(61, 37), 1, 9));
    return images;
  }

  private static void expectSame(List<Detections> expected, List<Detections> found) {
    Agreement all = Agreement.none();
    for (int i = 0; i < expected.size(); i++) {
      DetectionPairs.Cuts none = new DetectionPairs.Cuts(0, Integer.MAX_VALUE);
      all = all.and(DetectionPairs.compare(expected.get(i), found.get(i), none));
    }
    assertThat(found).hasSameSizeAs(expected);
    assertThat(all.compared()).isPositive();
    assertThat(all.holds()).as(all.toString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void detectsWhatLibtorchDetectsWithTilesAndMirroring(String preset) {
    Views views =
        Views.plain()
            .augmented(
                new TestTimeAugmentation(
                    List.of(1.0),
                    TestTimeAugmentation.Mirroring.ADDED,
                    TestTimeAugmentation.Merge.NMS,
                    null))
            .tiled(Tiling.of(80));
    try (SmallDetector small = SmallDetector.of(preset);
        LoadedDetector torch = libtorch(small);
        LoadedDetector onnx = onnxRuntime(small)) {
      assertThat(onnx.labels()).isEqualTo(torch.labels());
      assertThat(onnx.config()).isEqualTo(torch.config());
      // one by one: in a batch of libtorch, padding depends on the other images
      expectSame(
          images().stream().map(image -> torch.detect(image)).toList(), onnx.detect(images()));
      expectSame(
          torch.with(views).detect(images().subList(0, 1)),
          onnx.with(views).detect(images().subList(0, 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void givesTheGoldenAnswerOfAModelFile(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      GoldenRequest request =
          GoldenRequest.of(small.detector().config(), values(small)).orElseThrow();
      assertThat(request.answer().detections()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
      assertThat(request.answer().raw()).isNotEmpty();

      GoldenAnswer again = request.replay(small.detector().config(), values(small), Engine.cpu());
      GoldenDifference same = GoldenDifference.of(request.answer(), again);
      assertThat(same.holds()).as(same.toString()).isTrue();
      assertThat(same.raw()).isZero(); // the same engine gives the same bits
      assertThat(same.outputs()).isEqualTo(request.answer().raw().size());

      GoldenDifference onnx =
          GoldenDifference.of(
              request.answer(),
              OnnxReplay.of(request, small.detector().config(), small.labels(), values(small)));
      assertThat(onnx.detections()).isEqualTo(request.answer().detections().size());
      assertThat(onnx.holds()).as(onnx.toString()).isTrue();
      assertThat(onnx.outputs() > 0).isEqualTo(!preset.startsWith("fasterrcnn"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void filesOfEveryFormGiveTheirGoldenAnswer(String preset) {
    ImageSize size = new ImageSize(64, 96);
    try (SmallDetector small = SmallDetector.of(preset)) {
      for (ExportForm form :
          List.of(
              ExportForm.whole(),
              new ExportForm(size, ExportForm.Outputs.DETECTIONS),
              new ExportForm(null, ExportForm.Outputs.RAW),
              new ExportForm(size, ExportForm.Outputs.RAW))) {
        Path file = folder.resolve(form + ".onnx");
        new OnnxExporter(small.detector(), small.labels(), small.weights()).export(file, form);
        try (ExportedFile exported = ExportedFile.open(file, 0)) {
          assertThat(exported.form()).isEqualTo(form);
          GoldenRequest golden = exported.golden().orElseThrow();
          expectGoldenAnswer(form, golden, exported.replay(golden));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void goldenRequestHoldsOnEveryEngineIfScoresTie(String preset) {
    try (SmallDetector small = SmallDetector.of(preset);
        SmallDetector tying = small.withTyingScores()) {
      GoldenRequest request =
          GoldenRequest.of(tying.detector().config(), values(tying)).orElseThrow();
      GoldenRequest firm = request.withoutTies(tying.detector().config(), values(tying));
      GoldenAnswer onnx =
          OnnxReplay.of(firm, tying.detector().config(), tying.labels(), values(tying));
      GoldenDifference difference = GoldenDifference.of(firm.answer(), onnx);
      assertThat(difference.holds()).as(difference.toString()).isTrue();
      assertThat(firm.answer().tied()).isPositive();
    }
  }

  @Test
  void detectsAChangedRegionHeadDespiteTies() {
    try (SmallDetector small = SmallDetector.of("fasterrcnn-r18");
        SmallDetector other =
            small.withValues(
                (path, values) -> {
                  if (path.endsWith("box_predictor.cls_score.bias")) {
                    values[1] += 0.05f;
                  }
                })) {
      Detector.Config config = small.detector().config();
      GoldenRequest request = GoldenRequest.of(config, values(small)).orElseThrow();
      GoldenRequest firm = request.withoutTies(config, values(other));
      GoldenAnswer changed = request.replay(config, values(other), Engine.cpu());
      assertThat(GoldenDifference.of(firm.answer(), changed).holds()).isFalse();
    }
  }

  private static void expectGoldenAnswer(
      ExportForm form, GoldenRequest golden, GoldenAnswer found) {
    GoldenDifference difference = GoldenDifference.of(golden.answer(), found);
    assertThat(difference.holds()).as(form + ": " + difference).isTrue();
    ImageSize fixed = form.fixed();
    if (fixed != null) {
      assertThat(golden.image().draw().size()).isEqualTo(fixed);
    }
    if (form.outputs() == ExportForm.Outputs.DETECTIONS) {
      assertThat(difference.detections()).isPositive();
      assertThat(difference.outputs()).isZero();
    } else {
      assertThat(difference.outputs()).isBetween(3, 4).isEqualTo(golden.answer().raw().size());
    }
  }

  @Test
  void detectsAnAnswerOfOtherWeights() {
    ExportForm raw = new ExportForm(null, ExportForm.Outputs.RAW);
    for (String preset : List.of("retinaface-mobilenet025", "fasterrcnn-r18")) {
      try (SmallDetector small = SmallDetector.of(preset);
          SmallDetector other =
              small.withValues(
                  (path, values) -> {
                    if (path.endsWith("bias")) {
                      values[0] += 0.5f;
                    }
                  })) {
        Path file = folder.resolve(preset + "-other.onnx");
        Path right = folder.resolve(preset + ".onnx");
        new OnnxExporter(other.detector(), other.labels(), other.weights()).export(file, raw);
        new OnnxExporter(small.detector(), small.labels(), small.weights()).export(right, raw);
        try (ExportedFile exported = ExportedFile.open(right, 0);
            ExportedFile changed = ExportedFile.open(file, 0)) {
          GoldenRequest golden = exported.golden().orElseThrow();
          assertThat(GoldenDifference.of(golden.answer(), changed.replay(golden)).holds())
              .as(preset)
              .isFalse();
        }
      }
    }
  }

  @Test
  void otherScalesNeedTheModelFile() {
    Views half =
        Views.plain()
            .augmented(
                new TestTimeAugmentation(
                    List.of(0.5, 1.0),
                    TestTimeAugmentation.Mirroring.NONE,
                    TestTimeAugmentation.Merge.NMS,
                    null));
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025");
        LoadedDetector onnx = onnxRuntime(small)) {
      assertThatThrownBy(() -> onnx.with(half))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("scales [0.5, 1.0] need the model file")
          .hasMessageContaining(".safetensors");
      assertThat(onnx.detect(List.<RgbImage>of())).isEmpty();
    }
  }
}
