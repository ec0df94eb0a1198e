package dev.osprey.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.data.synthetic.ShapesDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir static Path folder;

  private static Path config;

  @BeforeAll
  static void drawImages() throws IOException {
    Path data = folder.resolve("shapes");
    new ShapesDataset(6, 2, 64, 1).write(data);
    Files.writeString(
        folder.resolve("base.yaml"),
        """
        model:
          preset: retinanet-r18-torchvision
          backbone: {outStages: [2, 3]}
          preprocessing: {resize: {side: 64, longest: 64}}
          neck:
            channels: 32
            norm: {type: batch, mode: train, eps: 1.0e-5, momentum: 0.1}
            extraLevels: {type: none}
          head: {depth: 1, channels: 32, norm: {type: group, groups: 8, eps: 1.0e-5}}
          anchors: {sizes: {type: pixels, perLevel: [[24], [32]]}, ratios: [[1.0]]}
        data:
          train: {folder: '%s', split: train}
          validation: {folder: '%s', split: val}
        optimizer: {type: adamw, learningRate: 0.002}
        engine: {device: cpu, threads: 1}
        """
            .formatted(data, data));
    config =
        Files.writeString(
            folder.resolve("run.yaml"),
            "base: base.yaml\ntraining: {epochs: 1, batchSize: 2, seed: 3}\n");
  }

  @Test
  void modelFileServesAsItsConfigurationFile() throws IOException {
    Path first = folder.resolve("first");
    Path again = folder.resolve("again");
    assertThat(run("train", config.toString(), "--out", first.toString()).exitCode()).isZero();

    CommandLineRun second =
        run("train", first.resolve("last.safetensors").toString(), "--out", again.toString());

    assertThat(second.exitCode()).isZero();
    assertThat(again.resolve("config.yaml")).hasSameTextualContentAs(first.resolve("config.yaml"));
    assertThat(again.resolve("last.safetensors"))
        .hasSameBinaryContentAs(first.resolve("last.safetensors"));
  }

  @Test
  void overfitLearnsAFewImages() {
    Path out = folder.resolve("heart");

    CommandLineRun run = run("train", config.toString(), "--overfit", "2", "--out", out.toString());

    assertThat(run.output()).containsPattern("(?m)^learnt: \\d+ objects in 2 images after");
    assertThat(run.exitCode()).isZero();
    assertThat(out.resolve("report.html")).exists();
  }

  @Test
  void exitsWith3IfTheImagesAreNotLearnt() {
    CommandLineRun run =
        run(
            "train",
            config.toString(),
            "--overfit",
            "50",
            "--out",
            folder.resolve("not").toString(),
            "optimizer.learningRate=0",
            "training.maxMinutes=1e-9");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output())
        .contains("not learnt: the best mAP50 is 0.000, the target is 0.99; ", "  class ");
    assertThat(run.errors()).contains("images with objects");
  }

  @Test
  void overfitRequiresAnImageAndANewFolder() {
    assertThat(run("train", config.toString(), "--overfit", "0").errors()).contains("1 or more");
    CommandLineRun resumed = run("train", "--resume", folder.toString(), "--overfit", "2");
    assertThat(resumed.exitCode()).isEqualTo(2);
  }

  @Test
  void refusedStartLeavesNoFolder() {
    Path out = folder.resolve("refused/inner");
    for (String setting :
        List.of("training.epochs=0", "data.train.split=nowhere", "model.weights=nowhere.pth")) {
      CommandLineRun run = run("train", config.toString(), "--out", out.toString(), setting);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(out.getParent()).doesNotExist();
    }
  }

  @Test
  void resumeRefusesArgumentsThatCannotApply() throws IOException {
    Path run = Files.createDirectories(folder.resolve("resumed"));
    for (List<String> more :
        List.of(
            List.of("--out", folder.resolve("elsewhere").toString()),
            List.of(config.toString()),
            List.of("model.preset=retinanet-r50"))) {
      List<String> arguments = new ArrayList<>(List.of("train", "--resume", run.toString()));
      arguments.addAll(more);
      CommandLineRun refused = run(arguments.toArray(String[]::new));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.errors()).containsAnyOf("eave it out", "leave out");
    }
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void mistakeInABaseFileIsReportedWithTheChainOfFiles() throws IOException {
    Path derived = Files.writeString(folder.resolve("derived.yaml"), "base: nowhere.yaml");

    CommandLineRun run = run("train", derived.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains(derived + " -> " + folder.resolve("nowhere.yaml"))
        .doesNotContain("\tat ");
  }

  private static CommandLineRun run(String... arguments) {
    return CommandLineRun.of(arguments);
  }
}
