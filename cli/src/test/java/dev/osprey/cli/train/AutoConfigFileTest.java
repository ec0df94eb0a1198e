package dev.osprey.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.training.config.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoConfigFileTest {
  @TempDir Path folder;

  @Test
  void configurationIsNamedAfterTheDataSetAndNeverOverwritten() throws IOException {
    Path shapes = folder.resolve("shapes");
    new ShapesDataset(6, 2, 96, 1).write(shapes);
    Files.writeString(folder.resolve("shapes.yaml"), "mine");

    Path file = AutoConfigFile.write(shapes, folder);

    assertThat(file).hasFileName("shapes-2.yaml");
    assertThat(folder.resolve("shapes.yaml")).hasContent("mine");
    assertThat(RunSettings.of(file).config().data().requireTrain().folder()).isEqualTo(shapes);
  }

  @Test
  void autoAndAConfigurationFileExcludeEachOther() {
    CommandLineRun run = CommandLineRun.of("train", "--auto", folder.toString(), "x.yaml");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("--auto DIR proposes the configuration itself");
    assertThat(CommandLineRun.of("train", "x.yaml", "--no-start").errors())
        .contains("--no-start needs --auto");
  }
}
