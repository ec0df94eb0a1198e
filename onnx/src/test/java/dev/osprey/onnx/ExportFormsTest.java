package dev.osprey.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.golden.CheckImages;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.runtime.DenseDetections;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.onnx.runtime.OnnxSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs and outputs of exported files, and the export itself. */
class ExportFormsTest {
  private static final List<ExportCheck.Run> RUNS =
      List.of(
          new ExportCheck.Run(new ImageSize(96, 128), 1),
          new ExportCheck.Run(new ImageSize(61, 37), 2));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retinanet-r18-torchvision",
        "retinanet-r18-yhenon",
        "retinaface-mobilenet025",
        "fasterrcnn-r18"
      })
  void fixedAndRawFilesGiveWhatLibtorchGives(String preset) {
    ImageSize size = new ImageSize(96, 160);
    try (SmallDetector small = SmallDetector.of(preset)) {
      for (ExportForm form :
          List.of(
              new ExportForm(size, ExportForm.Outputs.DETECTIONS),
              new ExportForm(null, ExportForm.Outputs.RAW),
              new ExportForm(size, ExportForm.Outputs.RAW))) {
        Path file = folder.resolve(form + ".onnx");
        Agreement agreement = SmallExport.compare(small, file, form, RUNS);
        assertThat(agreement.compared()).as(form.toString()).isPositive();
        assertThat(agreement.holds()).as(form + ": " + agreement).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-yhenon", "retinaface-mobilenet025", "fasterrcnn-r18"})
  void batchesAndThreadsGiveTheSameBits(String preset) {
    try (SmallDetector small = SmallDetector.of(preset)) {
      Path file = folder.resolve("whole.onnx");
      SmallExport.of(small).write(file, ExportForm.whole());
      List<RgbImage> four = CheckImages.of(new ImageSize(73, 101), 4, 11);
      List<Detections> together;
      try (OnnxDetector detector = OnnxDetector.open(file, 1)) {
        together = detector.detect(four);
        for (int i = 0; i < four.size(); i++) {
          expectSameBits(detector.detect(four.get(i)), together.get(i));
        }
      }
      try (OnnxDetector detector = OnnxDetector.open(file, 2)) {
        List<Detections> withTwoThreads = detector.detect(four);
        for (int i = 0; i < four.size(); i++) {
          expectSameBits(withTwoThreads.get(i), together.get(i));
        }
      }
      assertThat(together.stream().mapToInt(Detections::size).sum()).isPositive();
    }
  }

  private static void expectSameBits(Detections found, Detections expected) {
    assertThat(found.boxes()).isEqualTo(expected.boxes());
    assertThat(found.scores()).isEqualTo(expected.scores());
    assertThat(found.labels()).isEqualTo(expected.labels());
    assertThat(found.landmarks()).isEqualTo(expected.landmarks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retinanet-r18-torchvision",
        "retinanet-r18-yhenon",
        "retinaface-mobilenet025",
        "fasterrcnn-r18"
      })
  void allPlacesAreEmptyIfNothingIsDetected(String preset) {
    try (SmallDetector small = SmallDetector.of(preset);
        SmallDetector strict = small.withThreshold(Math.nextDown(1.0))) {
      Path file = folder.resolve("whole.onnx");
      SmallExport.of(strict).write(file, ExportForm.whole());
      try (OnnxSession session = OnnxSession.open(file, 1)) {
        List<RgbImage> two = CheckImages.of(new ImageSize(50, 70), 2, 3);
        Map<String, OnnxSession.Output> found = session.run(two);
        assertThat(get(found, "num").integers()).containsExactly(0, 0);
        assertThat(get(found, "labels").integers()).isNotEmpty().containsOnly(-1);
        assertThat(get(found, "scores").floats()).isNotEmpty().containsOnly(0);
        assertThat(get(found, "boxes").floats()).isNotEmpty().containsOnly(0);
        assertThat(DenseDetections.of(found)).allMatch(one -> one.size() == 0);
      }
    }
  }

  @Test
  void nanGivesNoDetections() {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025");
        SmallDetector broken =
            small.withValues(
                (path, values) -> {
                  if (path.matches("head.(BboxHead.0|ClassHead.1).conv1x1.bias")) {
                    Arrays.fill(values, Float.NaN);
                  }
                })) {
      Path file = folder.resolve("whole.onnx");
      Agreement agreement = SmallExport.compare(broken, file, ExportForm.whole(), RUNS);
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
    }
  }

  @Test
  void noProposalsGiveNoDetections() {
    try (SmallDetector small =
        SmallDetector.of(
            "fasterrcnn-r18",
            tree -> {
              // longer than any side of an image
              SmallDetector.set(tree, "/proposals/selection", "minSide", "10000");
              SmallDetector.set(tree, "/regions/postprocess", "scoreThreshold", "0");
              return tree;
            })) {
      Path file = folder.resolve("whole.onnx");
      Agreement agreement = SmallExport.compare(small, file, ExportForm.whole(), RUNS);
      assertThat(agreement.compared()).isZero();
      assertThat(agreement.holds()).as(agreement.toString()).isTrue();
    }
  }

  @Test
  void scoresDescendAndRemainingPlacesAreEmpty() {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path file = folder.resolve("whole.onnx");
      SmallExport.of(small).write(file, ExportForm.whole());
      try (OnnxSession session = OnnxSession.open(file, 1)) {
        List<RgbImage> two = CheckImages.of(new ImageSize(90, 120), 2, 3);
        Map<String, OnnxSession.Output> found = session.run(two);
        // the preset keeps at most 750 faces
        assertThat(get(found, "boxes").shape()).containsExactly(2, 750, 4);
        assertThat(get(found, "landmarks").shape()).containsExactly(2, 750, 5, 2);
        float[] scores = get(found, "scores").floats();
        long[] labels = get(found, "labels").integers();
        for (int image = 0; image < 2; image++) {
          int count = (int) get(found, "num").integers()[image];
          assertThat(count).isBetween(1, 749);
          float[] ofImage = Arrays.copyOfRange(scores, 750 * image, 750 * (image + 1));
          for (int i = 1; i < ofImage.length; i++) {
            assertThat(ofImage[i]).isLessThanOrEqualTo(ofImage[i - 1]);
          }
          assertThat(Arrays.copyOfRange(labels, 750 * image, 750 * image + count)).containsOnly(0);
          assertThat(Arrays.copyOfRange(labels, 750 * image + count, 750 * (image + 1)))
              .containsOnly(-1);
        }
      }
    }
  }

  @Test
  void exportChecksTheFileAndKeepsTheMetadata() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path file = folder.resolve("faces.onnx");
      Agreement agreement = SmallExport.exporter(small).export(file, ExportForm.whole());
      // three runs with four images, and once more with another threshold
      assertThat(agreement.images()).isEqualTo(8);
      assertThat(agreement.compared()).isPositive();
      assertThat(agreement.holds()).isTrue();
      try (OnnxDetector detector = OnnxDetector.open(file, 1)) {
        assertThat(detector.labels()).isEqualTo(small.labels());
        assertThat(detector.config()).isEqualTo(small.detector().config());
        assertThat(detector.detect(differentSizes())).hasSize(3);
      }
      assertThat(names()).containsExactly("faces.onnx");
      assertThatThrownBy(() -> SmallExport.exporter(small).export(file, ExportForm.whole()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("faces.onnx: exists already; name another file");
    }
  }

  private static List<RgbImage> differentSizes() {
    List<RgbImage> images = new ArrayList<>();
    images.addAll(CheckImages.of(new ImageSize(40, 50), 1, 1));
    images.addAll(CheckImages.of(new ImageSize(64, 33), 1, 2));
    images.addAll(CheckImages.of(new ImageSize(40, 50), 1, 3));
    return images;
  }

  @Test
  void sameDetectorGivesTheSameBytes() throws IOException {
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path first = folder.resolve("first.onnx");
      Path second = folder.resolve("second.onnx");
      SmallExport.of(small).write(first, ExportForm.whole());
      SmallExport.of(small).write(second, ExportForm.whole());
      assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }
  }

  @Test
  void doesNotKeepAFileThatDisagreesWithLibtorch() throws IOException {
    assertThatThrownBy(() -> new Agreement(1, 3, 1, 0.01, 0, 0).require())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not agree with libtorch, so it was not kept")
        .hasMessageContaining("3 results compared, 1 unmatched");
    Path file = folder.resolve("bad.onnx");
    assertThatThrownBy(
            () ->
                OnnxFile.write(
                    file,
                    new GraphBuilder("empty").model(Map.of()),
                    written -> {
                      assertThat(written).exists();
                      throw new IllegalStateException("differs");
                    }))
        .hasMessage("differs");
    assertThat(names()).isEmpty();
  }

  @Test
  void rejectsOtherFilesWithAReason() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    assertThatThrownBy(() -> OnnxDetector.open(text, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("text.onnx is not a model file: it is text");
    assertThatThrownBy(() -> OnnxDetector.open(folder.resolve("none.onnx"), 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.onnx: there is no such file");
    try (SmallDetector small = SmallDetector.of("retinaface-mobilenet025")) {
      Path raw = folder.resolve("raw.onnx");
      SmallExport.of(small).write(raw, new ExportForm(null, ExportForm.Outputs.RAW));
      assertThatThrownBy(() -> OnnxDetector.open(raw, 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("raw.onnx: exported as \"raw\"");
      assertThatThrownBy(
              () ->
                  SmallExport.exporter(small)
                      .export(folder.resolve("absent/x.onnx"), ExportForm.whole()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("x.onnx cannot be written: its folder does not exist");
    }
    assertThatThrownBy(() -> new ExportForm(new ImageSize(16, 640), ExportForm.Outputs.RAW))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fixed size 16x640 is too small");
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "raw", "fixed 96x160", "fixed 640x640 raw"})
  void metadataContainTheForm(String text) {
    assertThat(ExportForm.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Whole", "fixed", "fixed 640", "fixed 640x640 ", "raw raw", "rawx"})
  void unknownFormsAskForANewerVersion(String text) {
    assertThatThrownBy(() -> ExportForm.parse(text)).hasMessageContaining("form");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static OnnxSession.Output get(Map<String, OnnxSession.Output> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }
}
