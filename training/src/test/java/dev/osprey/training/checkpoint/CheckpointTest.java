package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.UserError;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import dev.osprey.training.RunConfig;
import dev.osprey.training.SmallRun;
import dev.osprey.training.Trainer.Estimation;
import dev.osprey.training.TrainingRun;
import dev.osprey.training.TrainingRun.Start;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final RunConfig ONE_EPOCH = SmallRun.config("training.epochs=1");
  private static final RunConfig TWO_EPOCHS = SmallRun.config("training.epochs=2");

  @TempDir Path temp;
  private TrainingRun.Splits splits;
  private RunFolder folder;
  private Map<String, List<Float>> trained;

  @BeforeEach
  void trainOneEpoch() {
    splits = SmallRun.splits(temp.resolve("shapes"));
    folder = RunFolder.create(temp.resolve("run"));
    try (TrainingRun run = open(ONE_EPOCH, Start.FRESH)) {
      run.trainer().run(Estimation.NONE);
      trained = SmallRun.values(run.state().weights());
    }
  }

  @Test
  void modelFileHoldsConfigurationLabelsAndWeights() {
    try (ModelFile model = ModelFile.open(folder.best())) {
      assertThat(model.labels()).isEqualTo(splits.train().labels());
      assertThat(model.config().classes()).isEqualTo(splits.train().labels().size());
      assertThat(model.summary()).containsEntry("step", "3");
      try (Weights weights = model.weights(model.config().create().network(), Engine.cpu())) {
        assertThat(SmallRun.values(weights)).isEqualTo(trained);
      }
    }
    assertThat(folder.config()).exists();
    assertThat(folder.log()).content().contains("epoch 1  step 3", "Average Precision");
  }

  @Test
  void diskThatFillsUpLeavesTheOldCheckpoint() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs /dev/full, a device without space");
    for (Path target : new Path[] {folder.nextLast(), folder.nextLastState()}) {
      Map<String, Integer> before = contents();
      Path partial = target.resolveSibling(target.getFileName() + ".part");
      Files.createSymbolicLink(partial, full);

      try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
        assertThatThrownBy(() -> run.trainer().run(Estimation.NONE))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("the checkpoint after step 6 is not saved")
            .hasMessageContaining("the one before it is still there")
            .hasMessageContaining("No space left on device");
      }

      assertThat(contents()).isEqualTo(before);
      try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
        assertThat(run.state().position().step()).isEqualTo(3);
      }
    }
  }

  @Test
  void crashBetweenTheTwoRenamesIsMadeGood() throws IOException {
    Path old = Files.copy(folder.last(), temp.resolve("old.safetensors"));
    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      run.trainer().run(Estimation.NONE);
    }
    Files.move(folder.last(), folder.nextLast());
    Files.move(old, folder.last());

    try (TrainingRun run = open(SmallRun.config("training.epochs=3"), Start.RESUMED)) {
      assertThat(run.state().position().step()).isEqualTo(6);
      run.trainer().run(Estimation.NONE);
    }
    assertThat(folder.nextLast()).doesNotExist();
  }

  @Test
  void pairOfDifferentRunsIsRefused() throws IOException {
    Path old = Files.copy(folder.last(), temp.resolve("old.safetensors"));
    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      run.trainer().run(Estimation.NONE);
    }
    Files.delete(folder.last());
    Files.move(old, folder.last());

    assertRefused(TWO_EPOCHS, "is not of step 6");
  }

  @Test
  void folderWithoutACheckpointIsRefused() throws IOException {
    Files.delete(folder.lastState());

    assertRefused(TWO_EPOCHS, "the run saved nothing yet");
  }

  @Test
  void anotherModelIsRefused() {
    assertRefused(SmallRun.config("model.neck={channels: 16}"), "wrong shape");
  }

  @Test
  void anotherOptimizerIsRefused() {
    assertRefused(SmallRun.config("optimizer={type: adamw}"), "exp_avg");
  }

  @Test
  void anotherBatchSizeInsideAnEpochIsRefused() {
    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      run.trainer().requestStop();
      run.trainer().run(Estimation.NONE);
    }

    assertRefused(SmallRun.config("training.batchSize=2"), "inside an epoch of 3 batches");
  }

  @Test
  void freshRunDoesNotOverwriteAnotherOne() {
    assertThatThrownBy(() -> open(ONE_EPOCH, Start.FRESH))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds a run already")
        .hasMessageContaining("--resume");
  }

  private void assertRefused(RunConfig config, String message) {
    assertThatThrownBy(() -> open(config, Start.RESUMED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private TrainingRun open(RunConfig config, Start start) {
    return SmallRun.open(config, splits, folder.root(), start);
  }

  /** Hashes of what resuming needs, by file name. */
  private Map<String, Integer> contents() throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.root())) {
      for (Path file : files.filter(path -> path.toString().contains("last")).toList()) {
        contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
