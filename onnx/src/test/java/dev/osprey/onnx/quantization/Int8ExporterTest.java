package dev.osprey.onnx.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.ImageSource;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.onnx.SmallExport;
import dev.osprey.onnx.check.ExportedGoldenRequest;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.golden.GoldenCheck;
import dev.osprey.onnx.golden.GoldenReport;
import dev.osprey.onnx.quantization.range.RangeRule;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.torch.weights.InferenceWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8ExporterTest {
  @TempDir Path folder;

  private static List<ImageSource> images() {
    List<ImageSource> sources = new ArrayList<>();
    for (ImageSize size : List.of(new ImageSize(96, 128), new ImageSize(70, 50))) {
      for (RgbImage image : CheckImages.of(size, 2, 5)) {
        sources.add(ImageSource.of(size + " " + sources.size(), ImageCodec.toPng(image)));
      }
    }
    return sources;
  }

  private static QuantizationRecord.Check compare(LoadedDetector float32, LoadedDetector int8) {
    DetectionShifts shifts = new DetectionShifts();
    for (RgbImage image : CheckImages.of(new ImageSize(96, 128), 2, 11)) {
      shifts.add(float32.detect(image), int8.detect(image));
    }
    return shifts.record(null, null);
  }

  /** Without the comparison of the float file with libtorch, which has tests of its own. */
  private static QuantizationRecord write(SmallDetector small, Path file, ExportForm form) {
    GoldenRequest golden;
    try (InferenceWeights weights = SmallExport.of(small).inferenceWeights()) {
      golden =
          new ExportedGoldenRequest(form, small.detector().config())
              .make(small.detector(), weights)
              .orElse(null);
    }
    return new Int8Exporter(SmallExport.of(small), line -> {})
        .export(file, form, images().subList(1, 3), golden, Int8ExporterTest::compare);
  }

  @Test
  void anInt8FileFindsNearlyWhatTheFloatOneFindsAndIsRepeatable() throws IOException {
    Path file = folder.resolve("int8.onnx");
    Path floats = folder.resolve("float.onnx");
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      QuantizationRecord record = write(small, file, ExportForm.whole());
      SmallExport.of(small).write(floats, ExportForm.whole());
      assertThat(record.layers()).isGreaterThan(20);
      assertThat(record.floatLayers()).hasSizeLessThanOrEqualTo(12);
      assertThat(record.calibrationImages()).isEqualTo(2);
      assertThat(record.check().images()).isEqualTo(2);
      assertThat(record.check().detections()).isPositive();
      assertThat(record.check().float32Map()).isNull();
      assertThat(record.check().meanScore()).isLessThan(0.05);
      assertThat(Files.size(file)).isLessThan(Files.size(floats) / 2);
      try (OnnxDetector detector = OnnxDetector.open(file, 1);
          OnnxDetector twoThreads = OnnxDetector.open(file, 2)) {
        assertThat(detector.quantization()).contains(record);
        assertThat(detector.labels()).isEqualTo(small.labels());
        assertThat(detector.isAsExported()).isTrue();
        expectBatchesAndThreadsChangeNoBit(detector, twoThreads);
      }
      try (OnnxDetector detector = OnnxDetector.open(floats, 1)) {
        assertThat(detector.quantization()).isEmpty();
      }
      Path again = folder.resolve("again.onnx");
      assertThat(write(small, again, ExportForm.whole())).isEqualTo(record);
      assertThat(Files.mismatch(file, again)).isEqualTo(-1);
      GoldenReport report = GoldenCheck.ofOnnx(file, SealPolicy.REQUIRE);
      assertThat(report.quantization()).isEqualTo(record);
      assertThat(report.holds()).isTrue();
      assertThat(report.engines().get(0).difference().pixels()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "fasterrcnn-r18"})
  void everyLayerOfEachKindOfDetectorCanBeQuantised(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      ModelProto floats = SmallExport.of(small).model(ExportForm.whole(), null, null);
      Calibration calibration = Calibration.of(floats, images().subList(0, 1));
      ModelProto integers =
          QdqGraph.of(floats, calibration.ranges(RangeRule.MINIMUM_MAXIMUM), Set.of());
      Set<String> layers = QuantizedNodes.of(floats.getGraph(), Set.of()).layers();
      assertThat(layers)
          .contains("backbone.body.conv1")
          .anyMatch(layer -> layer.contains("bbox_pred") || layer.contains("bbox_reg"));
      assertThat(calibration.multiplications(floats).keySet()).isEqualTo(layers);
      assertThat(calibration.multiplications(floats).values()).allMatch(count -> count > 0);
      List<RgbImage> images = CheckImages.of(new ImageSize(96, 128), 1, 5);
      DetectionShifts shifts = new TrialImages(floats, images).shifts(integers);
      assertThat(shifts.record(null, null).detections()).isPositive();
      assertThat(shifts.loss()).isPositive().isLessThan(0.7);
    }
  }

  private static void expectBatchesAndThreadsChangeNoBit(
      OnnxDetector detector, OnnxDetector twoThreads) {
    List<RgbImage> three = CheckImages.of(new ImageSize(61, 85), 3, 21);
    List<Detections> together = detector.detect(three);
    for (int i = 0; i < three.size(); i++) {
      assertThat(detector.detect(three.get(i)).boxes()).isEqualTo(together.get(i).boxes());
      assertThat(twoThreads.detect(three.get(i)).scores()).isEqualTo(together.get(i).scores());
    }
    assertThat(together.stream().mapToInt(Detections::size).sum()).isPositive();
  }

  @Test
  void aFixedRawFileIsQuantisedWithTheSameRanges() {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      ExportForm form = new ExportForm(new ImageSize(64, 96), ExportForm.Outputs.RAW);
      Path file = folder.resolve("raw.onnx");
      QuantizationRecord record = write(small, file, form);
      try (ExportedFile exported = ExportedFile.open(file, 1)) {
        assertThat(exported.form()).isEqualTo(form);
        assertThat(exported.quantization()).contains(record);
        GoldenRequest golden = exported.golden().orElseThrow();
        GoldenAnswer again = exported.replay(golden).shortened();
        assertThat(again).isEqualTo(golden.answer());
      }
    }
  }

  @Test
  void existingFilesAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("there.onnx"), "mine");
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      assertThatThrownBy(() -> write(small, file, ExportForm.whole()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("there.onnx: exists already");
    }
    assertThat(file).hasContent("mine");
  }

  @Test
  void aNetworkWhoseNumbersAreNotFiniteIsRefused() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025");
        SmallDetector broken =
            small.withValues(
                (path, values) -> {
                  if (path.startsWith("head.BboxHead.0") && path.endsWith("bias")) {
                    Arrays.fill(values, Float.NaN);
                  }
                })) {
      Path file = folder.resolve("broken.onnx");
      assertThatThrownBy(() -> write(broken, file, ExportForm.whole()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("are not finite, so they have no range");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void entriesAreTakenAtEqualDistances() {
    assertThat(Int8Exporter.spread(List.of(0, 1, 2, 3, 4, 5, 6, 7), 3)).containsExactly(0, 2, 5);
    assertThat(Int8Exporter.spread(List.of(0, 1), 5)).containsExactly(0, 1);
    assertThat(Int8Exporter.spread(List.of(), 5)).isEmpty();
  }
}
