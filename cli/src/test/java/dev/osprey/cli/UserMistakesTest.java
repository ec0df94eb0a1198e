package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.LabelMap;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's mistake gives one message with a fix and exit code 2, and keeps the user's files. */
class UserMistakesTest {
  @TempDir static Path folder;

  private static Path data;
  private static Path config;

  @BeforeAll
  static void drawImages() throws IOException {
    data = folder.resolve("shapes");
    new ShapesDataset(4, 2, 96, 1).write(data);
    config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        model:
          preset: retinanet-r18-torchvision
          preprocessing: {resize: {side: 64, longest: 64}}
          neck: {channels: 16}
          head: {depth: 1, channels: 16}
        data:
          train: {folder: %s, split: train}
          validation: {folder: %s, split: val}
        training: {epochs: 1, batchSize: 2}
        """
            .formatted(data, data));
  }

  private static void assertMistake(CommandLineRun outcome, String... parts) {
    assertThat(outcome.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void missingConfigurationIsNamed() {
    assertMistake(
        CommandLineRun.of("train", "nowhere.yaml"), "error: nowhere.yaml", "no such file");
  }

  @Test
  void unknownConfigurationKeyIsReportedWithTheNearestKey() {
    assertMistake(
        CommandLineRun.of("train", config.toString(), "training.epoch=3", "--out", out("a")),
        "training.epoch",
        "did you mean \"epochs\"?");
  }

  @Test
  void missingDataFolderIsNamed() {
    assertMistake(
        CommandLineRun.of(
            "train", config.toString(), "data.train.folder=/nowhere/cells", "--out", out("b")),
        "/nowhere/cells",
        "does not exist");
  }

  @Test
  void boxWithoutAreaIsReportedWithFileAnnotationAndFix() throws IOException {
    Path broken = copyOfData("zero-area");
    Path annotations = broken.resolve("annotations/instances_train.json");
    String text = Files.readString(annotations);
    Files.writeString(
        annotations, text.replaceFirst("\"bbox\":\\[[^]]*]", "\"bbox\":[10.0,10.0,0.0,5.0]"));
    assertMistake(
        CommandLineRun.of(
            "train", config.toString(), "data.train.folder=" + broken, "--out", out("c")),
        annotations.toString(),
        "annotation",
        "width 0.0",
        "data.train.onInvalid=skip (or fix)");
  }

  @Test
  void boxOutsideTheImageIsReportedWithFileAndAnnotation() throws IOException {
    Path broken = copyOfData("outside");
    Path annotations = broken.resolve("annotations/instances_train.json");
    String text = Files.readString(annotations);
    Files.writeString(
        annotations, text.replaceFirst("\"bbox\":\\[[^]]*]", "\"bbox\":[500.0,10.0,20.0,5.0]"));
    assertMistake(
        CommandLineRun.of(
            "train", config.toString(), "data.train.folder=" + broken, "--out", out("d")),
        annotations.toString(),
        "outside");
  }

  @Test
  void unknownCategoryIsNamed() throws IOException {
    Path broken = copyOfData("category");
    Path annotations = broken.resolve("annotations/instances_train.json");
    String text = Files.readString(annotations);
    Files.writeString(annotations, text.replaceFirst("\"category_id\":\\d+", "\"category_id\":77"));
    assertMistake(
        CommandLineRun.of(
            "train", config.toString(), "data.train.folder=" + broken, "--out", out("e")),
        annotations.toString(),
        "77");
  }

  @Test
  void truncatedImageStopsTheRunAndIsNamed() throws IOException {
    Path broken = copyOfData("truncated");
    Path image;
    try (var files = Files.list(broken.resolve("images"))) {
      image = files.filter(file -> file.toString().contains("train")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(image);
    Files.write(image, Arrays.copyOf(bytes, bytes.length / 2));
    assertMistake(
        CommandLineRun.of(
            "train", config.toString(), "data.train.folder=" + broken, "--out", out("f")),
        image.toString());
  }

  @Test
  void valRefusesAModelOfOtherClasses() {
    assertMistake(
        CommandLineRun.of(
            "val",
            "--model",
            model("cells.safetensors", List.of("red", "white")).toString(),
            "--data",
            data.toString(),
            "--split",
            "val"),
        "which the model does not know",
        "red, white");
  }

  @Test
  void resumingWithOtherClassesIsRefused() throws IOException {
    String run = out("resumed");
    assertThat(CommandLineRun.of("train", config.toString(), "--out", run).exitCode()).isZero();
    Path other = copyOfData("renamed");
    for (String split : List.of("train", "val")) {
      Path annotations = other.resolve("annotations/instances_" + split + ".json");
      String text = Files.readString(annotations);
      Files.writeString(annotations, text.replace("\"star\"", "\"comet\""));
    }
    assertMistake(
        CommandLineRun.of(
            "train",
            "--resume",
            run,
            "data.train.folder=" + other,
            "data.validation.folder=" + other),
        "classes");
  }

  @Test
  void runsAreNotOverwritten() throws IOException {
    Path taken = folder.resolve("taken");
    Files.createDirectories(taken);
    Files.writeString(taken.resolve("mine.txt"), "mine");
    assertMistake(
        CommandLineRun.of("train", config.toString(), "--out", taken.toString()),
        "not empty",
        "--out");
    assertThat(taken.resolve("mine.txt")).hasContent("mine");
  }

  @Test
  void predictNamesMissingModelMissingImageAndBrokenImage() throws IOException {
    Path model = model("shapes.safetensors", ShapesDataset.classNames());
    assertMistake(
        CommandLineRun.of(
            "predict", "--model", "no.safetensors", data.resolve("images").toString()),
        "no.safetensors");
    assertMistake(
        CommandLineRun.of("predict", "--model", model.toString(), data.toString()),
        "contains no images");
    assertMistake(CommandLineRun.of("predict", "--model", model.toString(), "no.jpg"), "no.jpg");
    Path broken = Files.writeString(folder.resolve("text.jpg"), "no image at all");
    assertMistake(
        CommandLineRun.of(
            "predict", "--model", model.toString(), broken.toString(), "--out", out("p")),
        "text.jpg");
  }

  @Test
  void unknownPresetDeviceAndOptionAreExplained() {
    assertMistake(CommandLineRun.of("summary", "retinanet-r19-torchvision"), "did you mean", "r18");
    assertMistake(
        CommandLineRun.of("train", config.toString(), "--device", "tpu", "--out", out("g")),
        "tpu",
        "cpu");
    assertMistake(CommandLineRun.of("predict"), "--model=FILE", "see: osprey predict --help");
    assertMistake(
        CommandLineRun.of("predict", "--model", "m.safetensors", "--skore", "0.5", "a.jpg"),
        "--skore",
        "did you mean \"--score\"?");
  }

  private static String out(String name) {
    return folder.resolve("runs").resolve(name).toString();
  }

  private static Path copyOfData(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (var files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(data.relativize(file)));
      }
    }
    return copy;
  }

  private static Path model(String name, List<String> classes) {
    Path file = folder.resolve(name);
    Detector detector =
        Presets.config("retinanet-r18-torchvision").withClasses(classes.size()).create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(file, detector.config(), LabelMap.ofNames(classes), weights, Map.of());
    }
    return file;
  }
}
