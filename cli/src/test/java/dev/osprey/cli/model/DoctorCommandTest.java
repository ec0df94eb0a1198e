package dev.osprey.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.cli.SmallModel;
import dev.osprey.core.LabelMap;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code doctor}, and commands that take ONNX files instead of model files. */
class DoctorCommandTest {
  @TempDir static Path folder;

  private static Path model;
  private static Path exported;
  private static Path shapes;

  @BeforeAll
  static void writeAModelAndExportIt() {
    model = folder.resolve("m.safetensors");
    exported = folder.resolve("m.onnx");
    shapes = folder.resolve("shapes");
    new ShapesDataset(1, 2, 96, 1).write(shapes);
    Detector detector = SmallModel.detector(4, "{scoreThreshold: 0.05, maxDetections: 10}");
    Weights.Source initial = Weights.initialValues(1);
    Weights.Source spread =
        (path, parameter) -> {
          float[] values = initial.values(path, parameter);
          // all scores of an untrained head are alike, so rounding would decide their order
          if (path.endsWith("cls_logits.weight")) {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextDouble(-0.5, 0.5);
            }
          }
          return values;
        };
    LabelMap labels = LabelMap.ofNames(ShapesDataset.classNames());
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), spread)) {
      ModelFile.write(model, detector.config(), labels, weights, Map.of());
    }
    CommandLineRun export = run("export", "--model", model, "--format", "onnx", "--out", exported);
    assertThat(export.exitCode()).as(export.errors()).isZero();
  }

  private static CommandLineRun run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return CommandLineRun.of(texts);
  }

  private static void assertMistake(CommandLineRun run, String... parts) {
    assertThat(run.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void printsTheMachineAndTheLibraries() {
    CommandLineRun run = run("doctor");

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .contains("Java", "system", "cores", "memory", "libtorch     2.", "CUDA")
        .contains("ONNX Runtime 1.", "weights", "font");
  }

  @Test
  void undamagedModelMatchesItsStoredResultsOnEveryEngine() {
    CommandLineRun run = run("doctor", "--model", model);

    assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
    assertThat(run.output())
        .contains("golden request replayed")
        .containsPattern("libtorch cpu +ok +[1-9]\\d* detections, 0 unmatched")
        .containsPattern("ONNX Runtime +ok +[1-9]\\d* detections, 0 unmatched")
        .doesNotContain("DIFFERS");
  }

  @Test
  void exportedFileMatchesItsStoredResults() {
    CommandLineRun run = run("doctor", "--model", exported);

    assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
    assertThat(run.output()).contains("golden request replayed").containsPattern("Runtime +ok");
  }

  @Test
  void exportedFileChangedByAnotherProgramRunsOnlyUnsealed() throws IOException {
    // one more metadata entry after the digest, as other programs append it: key 14, "a" and "b"
    byte[] more = {0x72, 6, 0x0A, 1, 'a', 0x12, 1, 'b'};
    byte[] bytes = Files.readAllBytes(exported);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, bytes.length, more.length);
    Path changed = Files.write(folder.resolve("changed.onnx"), longer);
    Path images = shapes.resolve("images");

    assertMistake(run("predict", "--model", changed, images), "changed.onnx", "--unsealed");
    assertMistake(run("doctor", "--model", changed), "changed.onnx", "--unsealed");
    assertMistake(
        run("predict", "--unsealed", "--model", model, images), "--unsealed is only for exported");
    CommandLineRun predict =
        run(
            "predict",
            "--unsealed",
            "--model",
            changed,
            "--out",
            folder.resolve("unsealed"),
            images);
    assertThat(predict.exitCode()).as(predict.errors()).isZero();
    assertThat(predict.errors())
        .containsOnlyOnce("warning:")
        .contains("changed by another program", "doctor --unsealed --model");
    CommandLineRun doctor = run("doctor", "--unsealed", "--model", changed);
    assertThat(doctor.exitCode()).as(doctor.output() + doctor.errors()).isZero();
    assertThat(doctor.output()).containsPattern("ONNX Runtime +ok");
  }

  @Test
  void changedWeightsAreDetected() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    // the last tensors of the file, in the middle of their data
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = 8 + Math.toIntExact(numbers.getLong(0));
    for (int at = start; at + 4 <= bytes.length; at += 4) {
      numbers.putFloat(at, 1.02f * numbers.getFloat(at));
    }
    Path changed = Files.write(folder.resolve("changed.safetensors"), bytes);

    CommandLineRun run = run("doctor", "--model", changed);

    assertThat(run.exitCode()).as(run.output() + run.errors()).isEqualTo(1);
    assertThat(run.output())
        .containsPattern("libtorch cpu +DIFFERS")
        .containsPattern("ONNX Runtime +DIFFERS")
        .contains("If every engine", "file was changed after it was written");
  }

  @Test
  void enginesAreComparedForAFileWithoutAGoldenRequest() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    // another key of the same length, so that the file has no golden request
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Path old =
        Files.writeString(
            folder.resolve("old.safetensors"),
            text.replace("osprey.golden", "another.thing"),
            StandardCharsets.ISO_8859_1);

    CommandLineRun run = run("doctor", "--model", old);

    assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
    assertThat(run.output())
        .contains("has no golden request. train stores one in best.safetensors, not in last")
        .containsPattern("ONNX Runtime +ok");
    try (ModelFile file = ModelFile.open(old)) {
      assertThat(file.golden()).isEmpty();
    }
  }

  @Test
  void valAndPredictGiveTheSameResultsForModelAndOnnxFile() {
    Object[] val = {"val", "--model", model, "--data", shapes, "--split", "val", "--json", "-"};
    CommandLineRun torch = run(val);
    val[2] = exported;
    CommandLineRun onnx = run(val);
    val[2] = model;
    Object[] chosen = java.util.Arrays.copyOf(val, val.length + 2);
    chosen[val.length] = "--engine";
    chosen[val.length + 1] = "onnx";

    assertThat(torch.exitCode()).as(torch.errors()).isZero();
    assertThat(onnx.exitCode()).as(onnx.errors()).isZero();
    assertThat(onnx.output()).isEqualTo(torch.output());
    assertThat(run(chosen).output()).isEqualTo(torch.output());
    CommandLineRun found =
        run("predict", "--model", exported, "--out", folder.resolve("p"), shapes.resolve("images"));
    assertThat(found.exitCode()).as(found.errors()).isZero();
    assertThat(folder.resolve("p")).isNotEmptyDirectory();
  }

  @Test
  void rawAndFixedSizeFilesAreReplayedToo() {
    Path raw = folder.resolve("forms-raw.onnx");
    Path fixed = folder.resolve("forms-fixed.onnx");
    Object[] export = {"export", "--model", model, "--format", "onnx", "--out", raw, "--raw"};
    assertThat(run(export).exitCode()).isZero();
    export[6] = fixed;
    export[7] = "--fixed=96x128";
    assertThat(run(export).exitCode()).isZero();

    for (Path file : List.of(raw, fixed)) {
      CommandLineRun run = run("doctor", "--model", file);
      assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
      assertThat(run.output()).containsPattern("ONNX Runtime +ok");
    }
    assertMistake(
        run("predict", "--model", fixed, shapes.resolve("images")), "exported as \"fixed 96x128\"");
  }

  @Test
  void optionsThatOnnxRuntimeDoesNotSupportAreRefused() {
    Path images = shapes.resolve("images");
    assertMistake(
        run("predict", "--model", exported, "--why", "1,1", images), "--why needs libtorch");
    assertMistake(
        run("predict", "--model", exported, "--set", "model.postprocess.nmsThreshold=0.3", images),
        "--set model.postprocess.nmsThreshold=0.3: the settings of",
        "are part of its graph; export the model again");
    assertMistake(
        run("predict", "--model", exported, "--engine", "torch", images),
        "--engine torch: libtorch does not run");
    assertMistake(
        run("predict", "--model", exported, "--device", "cuda", images),
        "--device cuda: ONNX Runtime runs on the CPU here");
    assertMistake(
        run("predict", "--model", exported, "--precision", "bfloat16", images),
        "--precision bfloat16: ONNX files hold float32");
    assertMistake(
        run("predict", "--model", exported, "--augment", "scales=0.5,1", images),
        "scales [0.5, 1.0] need the model file");
    assertMistake(run("doctor", "--model", folder.resolve("none.onnx")), "there is no such file");
    Path raw = folder.resolve("raw.onnx");
    assertThat(
            run("export", "--model", model, "--format", "onnx", "--raw", "--out", raw).exitCode())
        .isZero();
    assertMistake(run("val", "--model", raw, "--data", shapes), "exported as \"raw\"");
  }
}
