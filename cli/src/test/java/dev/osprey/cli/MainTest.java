package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Version and help of the command line. */
class MainTest {

  @Test
  void printsTheVersionOfTheBuild() throws IOException {
    CommandLineRun run = CommandLineRun.of("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output().strip()).isEqualTo("osprey " + Main.VERSION);
    Path build = Path.of(System.getProperty("osprey.root", "..")).resolve("pom.xml");
    assertThat(Files.readString(build))
        .contains("<version>" + Main.VERSION + "-SNAPSHOT</version>");
  }

  @Test
  void helpListsTheCommands() {
    CommandLineRun run = CommandLineRun.of("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("train", "val", "predict", "import", "export", "doctor");
  }
}
