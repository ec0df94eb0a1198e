package dev.osprey.training.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposedRunTest {
  @TempDir static Path shared;

  private static Path drawn;

  @BeforeAll
  static void draw() {
    drawn = shared.resolve("drawn shapes");
    new ShapesDataset(40, 10, 256, 1).write(drawn);
  }

  @Test
  void usesSplitsWithTheUsualNames() {
    RunConfig config = ProposedRun.of(drawn).config();
    assertThat(config.data().requireTrain().split()).isEqualTo("train");
    assertThat(Objects.requireNonNull(config.data().validation()).split()).isEqualTo("val");
    assertThat(config.data().requireTrain().folder()).isEqualTo(drawn);
  }

  @Test
  void holdsBackAFifthWithoutAValidationSplit() throws IOException {
    Path alone = shared.resolve("alone");
    copy(drawn, alone);
    Files.delete(alone.resolve("annotations/instances_val.json"));
    RunConfig config = ProposedRun.of(alone).config();
    assertThat(config.data().validation()).isEqualTo(DatasetSource.heldBack(0.2));
    TrainingRun.Splits splits = TrainingRun.Splits.read(config.data(), 0, warning -> {});
    assertThat(splits.train().size()).isEqualTo(32);
    assertThat(Objects.requireNonNull(splits.validation()).size()).isEqualTo(8);
  }

  @Test
  void configurationDescribesTheDataSet() {
    assertThat(ProposedRun.of(drawn).yaml())
        .startsWith(
            "# Proposed for " + drawn + ":\n#   40 images for training, 10 for validation, all")
        .contains("circle: ", " objects, ", " pixels in the network's input; anchors match ")
        .contains("epochs: 75 ")
        .contains("batchSize: 4");
  }

  @Test
  void sameDataSetGivesTheSameConfiguration() {
    assertThat(ProposedRun.of(drawn)).isEqualTo(ProposedRun.of(drawn));
  }

  @Test
  void refusesSplitsWithOtherNames() throws IOException {
    Path others = shared.resolve("others");
    copy(drawn, others);
    Path annotations = others.resolve("annotations");
    Files.move(
        annotations.resolve("instances_train.json"), annotations.resolve("instances_monday.json"));
    Files.move(
        annotations.resolve("instances_val.json"), annotations.resolve("instances_tuesday.json"));
    assertThatThrownBy(() -> ProposedRun.of(others))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has the splits monday, tuesday, and none is called train");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
