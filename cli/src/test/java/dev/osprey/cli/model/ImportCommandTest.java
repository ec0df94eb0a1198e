package dev.osprey.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.predict.Predictor;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportCommandTest {
  private static final Path SHARED =
      Path.of(System.getProperty("osprey.root", ".."), "..", "shared");

  @TempDir Path folder;

  @Test
  void printsWhatItRecognisedAndNeverOverwritesAFile() throws Exception {
    Path model = folder.resolve("ours.safetensors");
    Path state = folder.resolve("theirs.pth");
    Path imported = folder.resolve("imported.safetensors");
    Detector.Config config = Presets.config("retinaface-mobilenet025");
    try (Weights weights = Weights.initialize(config.create().network(), Engine.cpu(), 1)) {
      ModelFile.write(model, config, LabelMap.ofNames(List.of("face")), weights, Map.of());
    }

    CommandLineRun export =
        run("export", "--model", model, "--format", "pth", "--names", "biubug6", "--out", state);
    assertThat(export.exitCode()).as(export.errors()).isZero();
    assertThat(export.output())
        .isEqualTo("exported: " + state + " (state dict with the names of biubug6)\n");

    CommandLineRun ambiguous = run("import", state, "--out", imported);
    assertThat(ambiguous.exitCode()).isEqualTo(2);
    assertThat(ambiguous.errors()).contains("--preset retinaface-mobilenet025-small-faces");
    assertThat(imported).doesNotExist();

    CommandLineRun named =
        run("import", state, "--out", imported, "--preset", "retinaface-mobilenet025");
    assertThat(named.exitCode()).as(named.errors()).isZero();
    // 300 keys, of which 47 count the steps of a batch norm
    assertThat(named.output().lines())
        .containsExactly(
            "recognised: biubug6, preset retinaface-mobilenet025",
            "classes: 1 (face)",
            "labels: biubug6's label 1 is label 0 here; its label 0 is the background",
            "tensors: 253 taken, 47 left out (num_batches_tracked, which changes no result)",
            "written: " + imported,
            "next: ./osprey predict --model " + imported + " IMAGES",
            "   or: ./osprey train %s model.weights=%s data.train.folder=DIR"
                .formatted(imported, imported));

    byte[] before = Files.readAllBytes(imported);
    CommandLineRun again =
        run("import", state, "--out", imported, "--preset", "retinaface-mobilenet025");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.errors()).contains(imported + ": exists already");
    assertThat(Files.readAllBytes(imported)).isEqualTo(before);
  }

  @Test
  void exportToPthRequiresAProjectName() throws Exception {
    Path model = folder.resolve("ours.safetensors");
    Detector.Config config = Presets.config("retinaface-mobilenet025");
    try (Weights weights = Weights.initialize(config.create().network(), Engine.cpu(), 1)) {
      ModelFile.write(model, config, LabelMap.ofNames(List.of("face")), weights, Map.of());
    }
    Path out = folder.resolve("out.pth");
    CommandLineRun silent = run("export", "--model", model, "--format", "pth", "--out", out);
    assertThat(silent.exitCode()).isEqualTo(2);
    assertThat(silent.errors())
        .isEqualTo(
            "error: --format pth needs --names, the project whose keys the file gets: torchvision,"
                + " yhenon, biubug6, mmdet\n");
    assertThat(out).doesNotExist();
  }

  private static CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  /**
   * Published RetinaFace weights give the peer's detections, both with the settings that they were
   * trained with (D7, D8) and with those of the project whose keys they have (D6).
   */
  @ParameterizedTest
  @CsvSource({
    "D6_pretrained_leaky, retinaface-mobilenet025",
    "D7_pretrained_test_full, retinaface-mobilenet025-small-faces",
    "D8_pretrained_crowd, retinaface-mobilenet025-small-faces"
  })
  void publishedWeightsDetectTheSameFacesAsThePeer(String name, String preset) throws Exception {
    Path weights = SHARED.resolve("data/faces/mobilenet0.25_Final.pth");
    Path folderOfCase = SHARED.resolve("reference/cases").resolve(name);
    assumeTrue(
        Files.exists(weights) && Files.exists(folderOfCase),
        "the real weights and the peer's numbers are not part of the repository");
    Path model = folder.resolve("faces.safetensors");
    CommandLineRun run = run("import", weights, "--preset", preset, "--out", model);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    String spec = Files.readString(folderOfCase.resolve("spec.json"));
    String image = spec.replaceAll("(?s).*\"file\": \"(images/[^\"]+)\".*", "$1");
    try (Predictor predictor = Predictor.load(model, Engine.cpu());
        SafeTensors expected = SafeTensors.open(folderOfCase.resolve("expected.safetensors"))) {
      Detections found =
          predictor.detect(ImageCodec.read(SHARED.resolve("reference").resolve(image)));
      assertSame(found, expected.floats("dets.0.02"));
    }
  }

  /**
   * Compares detections with rows of x1, y1, x2, y2, score and five points. Neighbours with nearly
   * equal scores may be swapped.
   */
  private static void assertSame(Detections found, float[] rows) {
    assertThat(found.size()).isEqualTo(rows.length / 15);
    List<Detection> left = new java.util.ArrayList<>();
    found.forEach(left::add);
    for (int i = 0; i < rows.length; i += 15) {
      float[] row = java.util.Arrays.copyOfRange(rows, i, i + 15);
      int at = left.size() > 1 && !isAt(left.get(0), row) ? 1 : 0;
      Detection one = left.remove(at);
      assertThat(one.score()).isCloseTo(row[4], within(1e-4f));
      assertThat(one.box().x1()).isCloseTo(row[0], within(0.02));
      assertThat(one.box().y1()).isCloseTo(row[1], within(0.02));
      assertThat(one.box().x2()).isCloseTo(row[2], within(0.02));
      assertThat(one.box().y2()).isCloseTo(row[3], within(0.02));
    }
  }

  private static boolean isAt(Detection one, float[] row) {
    return Math.abs(one.box().x1() - row[0]) < 0.02 && Math.abs(one.box().y1() - row[1]) < 0.02;
  }
}
