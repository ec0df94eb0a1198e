package dev.osprey.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.synthetic.ShapesDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on a real terminal, interrupted by Ctrl-C. */
class TerminalTrainingTest {
  @TempDir static Path folder;

  private static final Path UNINTERRUPTED = Path.of("runs", "uninterrupted");

  @BeforeAll
  static void drawImages() throws IOException {
    new ShapesDataset(12, 2, 96, 1).write(folder.resolve("shapes"));
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        model:
          preset: retinanet-r18-torchvision
          preprocessing: {resize: {side: 64, longest: 64}}
          neck: {channels: 16}
          head: {depth: 1, channels: 16}
        data:
          train: {folder: shapes, split: train}
          validation: {folder: shapes, split: val}
        training: {epochs: 3, batchSize: 2}
        """);
  }

  @Test
  void keepsEpochLinesWholeAndSavesTheRunOnCtrlCAt80Columns() throws Exception {
    trainWithTwoInterruptions(80);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {40, 120, 200})
  void keepsEpochLinesWholeAndSavesTheRunOnCtrlCAtOtherWidths(int columns) throws Exception {
    trainWithTwoInterruptions(columns);
  }

  private static void trainWithTwoInterruptions(int columns) throws Exception {
    if (!Files.exists(folder.resolve(UNINTERRUPTED))) {
      try (TerminalProcess whole = train(columns, UNINTERRUPTED.toString())) {
        assertThat(whole.exitCode()).isZero();
      }
    }
    String run = "runs/at " + columns;
    try (TerminalProcess first = train(columns, run)) {
      assertThat(first.interruptAt("epoch 1/3  step ").exitCode()).isEqualTo(130);
      assertThat(shown(columns, first))
          .contains(
              "interrupted: finishing the step and saving; press Ctrl-C again to stop at once",
              "interrupted and saved",
              "resume with: ./osprey train --resume '" + run + "'");
      assertThat(shown(columns, first)).noneMatch(line -> line.startsWith("epoch 2"));
    }
    try (TerminalProcess second = resume(columns, run)) {
      assertThat(second.interruptAt("epoch 3/3  step ").exitCode()).isEqualTo(130);
      assertThat(shown(columns, second)).noneMatch(line -> line.startsWith("epoch 3"));
      assertEpochsAreShown(columns, run, second, 1, 2);
    }
    try (TerminalProcess third = resume(columns, run)) {
      assertThat(third.exitCode()).isZero();
      assertEpochsAreShown(columns, run, third, 3, 3);
    }
    for (String file : List.of("best.safetensors", "last.safetensors", "last.state.safetensors")) {
      assertThat(folder.resolve(run).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(UNINTERRUPTED).resolve(file));
    }
  }

  private static TerminalProcess train(int columns, String run) throws IOException {
    return TerminalProcess.start(columns, folder, "train", "run.yaml", "--out", run);
  }

  private static TerminalProcess resume(int columns, String run) throws IOException {
    return TerminalProcess.start(columns, folder, "train", "--resume", run);
  }

  private static List<String> shown(int columns, TerminalProcess terminal) {
    return new TerminalEmulator(columns).show(terminal.output()).lines();
  }

  /** Checks that every line of the log is whole on the terminal and the live line is erased. */
  private static void assertEpochsAreShown(
      int columns, String run, TerminalProcess terminal, int first, int last) throws IOException {
    List<String> shown = shown(columns, terminal);
    List<String> logged =
        Files.readAllLines(folder.resolve(run).resolve("log.txt")).stream()
            .map(line -> line.replaceFirst("^\\S+  ", ""))
            .filter(line -> line.matches("epoch [" + first + "-" + last + "] .*"))
            .toList();
    assertThat(logged).hasSize(last - first + 1);
    assertThat(shown).containsAll(logged);
    assertThat(shown).noneMatch(line -> line.contains(" left"));
  }
}
