package dev.osprey.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.core.LabelMap;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void writeModel() {
    model = folder.resolve("model.safetensors");
    Detector detector = Presets.config("retinaface-mobilenet025").create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(
          model, detector.config(), LabelMap.ofNames(List.of("face")), weights, Map.of());
    }
  }

  private CommandLineRun export(String... more) {
    List<String> line = new ArrayList<>(List.of("export", "--format", "onnx"));
    line.addAll(List.of("--model", model.toString()));
    line.addAll(List.of(more));
    return CommandLineRun.of(line.toArray(String[]::new));
  }

  @Test
  void writesTheFileAndPrintsTheDifferenceBetweenTheEngines() {
    Path out = folder.resolve("faces.onnx");
    CommandLineRun run =
        export("--out", out.toString(), "--set", "model.neck.upsampling=transposed-convolution");
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains("exported: " + out + " (whole)")
        .contains("ONNX Runtime and libtorch: 8 images, ")
        .containsAnyOf(" 0 unmatched; largest difference of a box ", "each stage agrees");
    assertThat(out).isNotEmptyFile();
  }

  @Test
  void writesRawOutputsForAFixedSize() {
    Path out = folder.resolve("faces.onnx");
    CommandLineRun run = export("--out", out.toString(), "--fixed", "64x96", "--raw");
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains("(fixed 64x96 raw)")
        .containsPattern("largest difference .* of an output's range");
    assertThat(out).isNotEmptyFile();
  }

  @Test
  void existingFilesAreKeptAndMistakesWriteNoFile() throws IOException {
    Path out = Files.writeString(folder.resolve("there.onnx"), "mine");
    expectMistake(export("--out", out.toString()), "there.onnx: exists already");
    assertThat(out).hasContent("mine");
    String other = folder.resolve("other.onnx").toString();
    expectMistake(
        export("--out", other, "--fixed", "640"), "--fixed 640: give height x width in pixels");
    expectMistake(
        export("--out", other, "--fixed", "8x8"), "fixed size 8x8 is too small for a detector");
    expectMistake(
        export("--out", other, "--set", "model.neck.channels=32"), "the weights do not fit");
    expectMistake(
        CommandLineRun.of("export", "--format", "tflite", "--model", "m", "--out", other),
        "tflite");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.safetensors", "there.onnx");
    }
  }

  private static void expectMistake(CommandLineRun run, String message) {
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
    assertThat(run.errors()).contains(message);
    assertThat(run.output()).isEmpty();
  }
}
