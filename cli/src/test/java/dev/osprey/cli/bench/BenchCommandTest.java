package dev.osprey.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "detekt, 'bench measures no \"detekt\"; did you mean \"detect\"?'",
    "--only=nms, 'bench has no row \"nms\"'",
    "--rounds=0, '--rounds 0: give a number from 1 to 1000'",
    "--warm-up=-1, '--warm-up -1: give a number from 0 to 1000'",
    "--int8=none.onnx, '--int8 none.onnx: there is no such file'",
  })
  void mistakesAreOneMessage(String option, String message) {
    CommandLineRun run = CommandLineRun.of("bench", option);
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
    assertThat(run.errors()).contains(message);
    assertThat(run.output()).doesNotContain("ours");
  }

  @Test
  void rowsOfOneSubjectAreListed() {
    CommandLineRun run = CommandLineRun.of("bench", "ops", "--only", "list");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output().lines()).hasSize(4).anyMatch(line -> line.startsWith("nms-10000 "));
  }

  @Test
  void aRowOfAnotherSubjectIsUnknown() {
    CommandLineRun run = CommandLineRun.of("bench", "train", "--only", "nms-1000");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("the rows are train-retinanet,");
  }

  @Test
  void withoutPythonTheRestRunsAndSaysSo() throws Exception {
    Path json = folder.resolve("bench.json");
    Path markdown = folder.resolve("bench.md");
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--quick",
            "--only=nms-1000",
            "--rounds=1",
            "--warm-up=0",
            "--python=" + folder.resolve("no-python"),
            "--json=" + json,
            "--markdown=" + markdown);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.errors().lines()).anyMatch(line -> line.startsWith("only Osprey is measured: "));
    assertThat(run.output().lines()).anyMatch(line -> line.startsWith("nms-1000 "));
    assertThat(Files.readString(json)).contains("\"nms-1000\"");
    assertThat(Files.readString(markdown)).startsWith("| work |");
  }

  @Test
  void filesAreNeverOverwritten() throws Exception {
    Path json = Files.writeString(folder.resolve("bench.json"), "mine");
    CommandLineRun run = CommandLineRun.of("bench", "--quick", "--only=nms-1000", "--json=" + json);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("exists already");
    assertThat(json).hasContent("mine");
  }

  @Test
  void curvesRefuseOptionsOfRows() {
    CommandLineRun run =
        CommandLineRun.of("bench", "scale", "--json=" + folder.resolve("scale.json"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("bench scale has no rows");
  }

  @Test
  void anExistingFolderOfCurvesIsRefused() {
    CommandLineRun run = CommandLineRun.of("bench", "scale", "--out=" + folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("--out " + folder + ": exists already");
  }
}
