package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a run closes everything it opened if a later stage fails. */
class RunOpeningTest {
  private static final RunConfig CONFIG = SmallRun.config("training.epochs=1");

  @TempDir static Path data;
  @TempDir Path temp;

  private static TrainingRun.Splits splits;

  @BeforeAll
  static void draw() {
    splits = SmallRun.splits(data.resolve("shapes"));
  }

  @Test
  void refusedNewRunLeavesNoFolder() {
    Path folder = temp.resolve("new/run");
    for (RunConfig config :
        List.of(
            SmallRun.config("training={batchSize: 64, lastBatch: drop}"),
            SmallRun.config("engine.device=cuda:99"),
            SmallRun.config("model.weights=nowhere.pth"))) {
      assertRefused(config, folder, Start.FRESH);
      assertThat(folder.getParent()).doesNotExist();
    }
  }

  @Test
  void folderThatCannotBeCreatedLeavesNoParents() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));

    assertRefused(CONFIG, file.resolve("run"), Start.FRESH);

    assertThat(file).isRegularFile();
  }

  @Test
  void failedWriteReleasesTheFolderOfANewRun() throws IOException {
    for (String name : List.of("config.yaml", "log.txt")) {
      Path folder = temp.resolve("blocked-by-" + name);
      Files.createDirectories(folder.resolve(name).resolve("inside"));

      assertRefused(CONFIG, folder, Start.FRESH);

      assertReleased(folder);
    }
  }

  @Test
  void refusedResumedRunReleasesItsFolder() throws IOException {
    Path folder = temp.resolve("run");
    assertThat(SmallRun.takeOneStep(CONFIG, splits, folder, Start.FRESH))
        .isEqualTo(StopReason.INTERRUPTED);
    for (RunConfig config :
        List.of(
            SmallRun.config("training={batchSize: 64, lastBatch: drop}"),
            SmallRun.config("engine.device=cuda:99"),
            SmallRun.config("model.neck={channels: 16}"))) {
      assertRefused(config, folder, Start.RESUMED);
      assertReleased(folder);
    }
    Path written = folder.resolve("config.yaml");
    Path aside = Files.move(written, folder.resolve("aside"));
    Path inside = Files.createDirectories(written.resolve("inside"));
    assertRefused(CONFIG, folder, Start.RESUMED);
    assertReleased(folder);
    Files.delete(inside);
    Files.move(aside, written, StandardCopyOption.REPLACE_EXISTING);

    SmallRun.open(CONFIG, splits, folder, Start.RESUMED).close();
  }

  @Test
  void failingListenerReleasesTheFolder() {
    Path folder = temp.resolve("run");
    var unused = SmallRun.takeOneStep(CONFIG, splits, folder, Start.FRESH);
    Listener failing =
        new Listener() {
          @Override
          public void onNote(String text) {
            throw new IllegalStateException("no");
          }
        };

    assertThatThrownBy(
            () ->
                SmallRun.open(
                    SmallRun.config("training.epochs=9"), splits, folder, Start.RESUMED, failing))
        .hasMessage("no");

    assertReleased(folder);
  }

  @Test
  void closesWeightsIfTheStateCannotBeCreated() {
    var detector = CONFIG.model().withClasses(3).create();
    Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 7);
    LabelMap two = LabelMap.ofNames(List.of("a", "b"));

    assertThatThrownBy(() -> TrainingState.start(CONFIG, detector, two, weights, 3))
        .hasMessage("2 labels for a detector of 3 classes");

    assertThatThrownBy(weights::tensors).hasMessageContaining("is closed");
  }

  private static void assertRefused(RunConfig config, Path folder, Start start) {
    assertThatThrownBy(() -> SmallRun.open(config, splits, folder, start))
        .isInstanceOf(UserError.class);
  }

  private static void assertReleased(Path folder) {
    assertThat(new RunFolder(folder).lock()).doesNotExist();
  }
}
