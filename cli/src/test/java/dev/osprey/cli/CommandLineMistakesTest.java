package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes on the command line and outputs that cannot be written. */
class CommandLineMistakesTest {
  @TempDir Path folder;

  private static void assertRefused(CommandLineRun run, String... parts) {
    assertThat(run.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void mistypedCommandIsRefusedWithTheNearestName() {
    assertRefused(CommandLineRun.of("trian"), "no command \"trian\"", "did you mean \"train\"?");
    assertRefused(CommandLineRun.of("help", "vall"), "did you mean \"val\"?");
  }

  @Test
  void helpCommandPrintsTheHelpOfACommand() {
    CommandLineRun run = CommandLineRun.of("help", "train");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).isEqualTo(CommandLineRun.of("train", "--help").output());
    assertThat(CommandLineRun.of("help").output()).isEqualTo(CommandLineRun.of("--help").output());
  }

  @Test
  void completionPrintsAScriptForTheShell() {
    CommandLineRun run = CommandLineRun.of("completion", "bash");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("--overfit", "complete -F _complete_osprey", "./osprey");
  }

  @Test
  void numbersOutsideTheirRangeAreRefused() {
    for (String score : new String[] {"2", "-1", "NaN", "1e999"}) {
      assertRefused(
          CommandLineRun.of("predict", "--model", "m", "a.jpg", "--score", score), "from 0 to 1");
      assertRefused(
          CommandLineRun.of("val", "--model", "m", "--metric", "voc", "--score", score),
          "from 0 to 1");
    }
    assertRefused(
        CommandLineRun.of("val", "--max-detections", "99999999999"), "not a whole number up to");
    assertRefused(CommandLineRun.of("demo", "cats"), "one of shapes, faces, but was 'cats'");
  }

  @Test
  void unwritableOutputIsRefusedBeforeTheWork() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String[] places = {folder.resolve("no/x").toString(), file + "/x", folder.toString()};
    for (String place : places) {
      assertRefused(
          CommandLineRun.of("export", "--model", "m", "--format", "onnx", "--out", place), "--out");
      assertRefused(CommandLineRun.of("import", "m.pth", "--out", place), "--out");
      assertRefused(CommandLineRun.of("predict", "--model", "m", "a.jpg", "--json", place), place);
      assertRefused(CommandLineRun.of("val", "--model", "m", "--json", place), "--json");
    }
    assertRefused(
        CommandLineRun.of("predict", "--model", "m", "a.jpg", "--out", file + "/x"), "--out");
    assertRefused(CommandLineRun.of("demo", "--out", file.toString()), "this is a file");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }
}
