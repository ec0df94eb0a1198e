package dev.osprey.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.cli.SmallModel;
import dev.osprey.core.LabelMap;
import dev.osprey.data.ImageSource;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export --int8}, and the files that it writes. */
class Int8ExportTest {
  @TempDir static Path folder;

  private static Path model;
  private static Path shapes;
  private static Path images;
  private static Path float32;
  private static Path int8;
  private static CommandLineRun export;

  @BeforeAll
  static void writeAModelAndExportItTwice() {
    model = folder.resolve("m.safetensors");
    shapes = folder.resolve("shapes");
    float32 = folder.resolve("float32.onnx");
    int8 = folder.resolve("int8.onnx");
    ShapesDataset dataset = new ShapesDataset(3, 2, 96, 1);
    dataset.write(shapes);
    images = shapes.resolve(dataset.valImageFolder());
    Detector detector = SmallModel.detector(4, "{scoreThreshold: 0.01, maxDetections: 10}");
    Weights.Source initial = Weights.initialValues(1);
    Weights.Source spread =
        (path, parameter) -> {
          float[] values = initial.values(path, parameter);
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
    CommandLineRun plain = export(float32);
    assertThat(plain.exitCode()).as(plain.errors()).isZero();
    export = export(int8, "--int8", "--calibrate", shapes);
    assertThat(export.exitCode()).as(export.errors()).isZero();
  }

  private static CommandLineRun export(Path out, Object... more) {
    Object[] line = {"export", "--model", model, "--format", "onnx", "--out", out};
    return run(concat(line, more));
  }

  private static Object[] concat(Object[] a, Object[] b) {
    Object[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  private static void expectMistake(CommandLineRun run, String message) {
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
    assertThat(run.errors()).contains(message);
    assertThat(run.output()).isEmpty();
  }

  @Test
  void aLabelledDataSetGivesRangesFromOneSplitAndAveragePrecisionFromTheOther() {
    assertThat(export.output())
        .contains("exported: " + int8 + " (whole)")
        .containsPattern(
            "precision     int8: [0-9]+ of [0-9]+ layers in int8, ranges by .* of 3 im")
        .containsPattern("check         mAP50:95 [0-9.]+, float32 [0-9.]+; 2 images, ")
        .doesNotContain("no labels");
    assertThat(export.errors())
        .contains("comparing float32 with libtorch", "calibrating on 3 images");
  }

  @Test
  void imagesWithoutLabelsGiveTheAgreementOfDetectionsAlone() {
    Path out = folder.resolve("unlabelled.onnx");
    CommandLineRun run = export(out, "--int8", "--calibrate", images, "--raw");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .contains("exported: " + out + " (raw)")
        .containsPattern("ranges by .* of 2 images")
        .contains("check         3 images, ")
        .doesNotContain("mAP50:95")
        .contains("The images have no labels, so only the agreement of detections was measured");
    assertThat(out).isNotEmptyFile();
  }

  @Test
  void doctorAndSummaryNameThePrecision() {
    CommandLineRun doctor = run("doctor", "--model", int8);
    assertThat(doctor.exitCode()).as(doctor.output()).isZero();
    assertThat(doctor.output()).contains("golden request replayed", "precision     int8: ");
    assertThat(run("summary", int8, "--size", "64x64").output())
        .contains("backbone.stem", "precision     int8: ", "check         mAP50:95 ");
    assertThat(run("summary", float32, "--size", "64x64").output())
        .endsWith(String.format("precision     float32%n"));
    expectMistake(run("summary", int8, "model.classes=2"), "are part of its graph");
  }

  @Test
  void anInt8FileRunsWithItsPrecisionAndWithoutAnOption() {
    for (Object[] more : List.of(new Object[0], new Object[] {"--precision", "int8"})) {
      Object[] line = {"val", "--model", int8, "--data", shapes, "--split", "val"};
      CommandLineRun run = run(concat(line, more));
      assertThat(run.exitCode()).as(run.errors()).isZero();
      assertThat(run.output()).contains("Average Precision");
    }
  }

  @Test
  void anotherPrecisionThanTheFilesIsRefusedWithTheCure() {
    expectMistake(
        run("predict", "--model", int8, "--precision", "float32", images),
        "int8.onnx computes in int8. Leave --precision out, or give the .safetensors file");
    expectMistake(
        run("predict", "--model", float32, "--precision", "int8", images),
        "float32.onnx computes in float32. Export the model again as a calibrated file: ./osprey"
            + " export --format onnx --int8 --calibrate DIR");
    expectMistake(
        run("predict", "--model", model, "--precision", "int8", images),
        "m.safetensors is not calibrated. Write a calibrated file, and run that one: ./osprey export"
            + " --format onnx --int8 --calibrate DIR --model "
            + model);
    expectMistake(
        run("val", "--model", int8, "--precision", "bfloat16", "--data", shapes),
        "--precision bfloat16: ONNX files hold float32 or int8");
  }

  @Test
  void mistakesOfTheOptionsWriteNoFile() throws Exception {
    Path out = folder.resolve("mistake.onnx");
    expectMistake(export(out, "--int8"), "--int8 needs --calibrate DIR");
    expectMistake(export(out, "--calibrate", shapes), "--calibrate goes with --int8");
    expectMistake(
        export(out, "--int8", "--calibrate", folder.resolve("absent")),
        "absent: there is no such folder");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    expectMistake(export(out, "--int8", "--calibrate", empty), "this folder contains no images");
    expectMistake(
        run(
            "export",
            "--model",
            model,
            "--format",
            "pth",
            "--names",
            "yhenon",
            "--out",
            out,
            "--int8",
            "--calibrate",
            shapes),
        "--fixed, --raw, --int8, --calibrate and --set are for --format onnx");
    assertThat(out).doesNotExist();
  }

  @Test
  void calibrationAndComparisonUseOtherImagesInTheOrderOfNames() {
    LabelMap labels = LabelMap.ofNames(ShapesDataset.classNames());
    CalibrationData splits = CalibrationData.read(shapes, labels);
    assertThat(splits.labelling()).isEqualTo(CalibrationData.Labelling.PRESENT);
    assertThat(splits.calibration()).hasSize(3);
    assertThat(splits.check().size()).isEqualTo(2);
    CalibrationData parted = CalibrationData.read(images, labels);
    assertThat(parted.labelling()).isEqualTo(CalibrationData.Labelling.ABSENT);
    // of five images: the first and the third
    assertThat(parted.calibration())
        .extracting(ImageSource::shortName)
        .containsExactly("train_00001.jpg", "train_00003.jpg");
    assertThat(parted.check().samples())
        .hasSize(3)
        .noneMatch(sample -> parted.calibration().contains(sample.source()));
    assertThat(CalibrationData.read(images, labels)).isEqualTo(parted);
  }
}
