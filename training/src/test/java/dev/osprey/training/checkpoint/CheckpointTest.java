package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.testing.disk.FailingDisk;
import dev.osprey.testing.disk.FailingDisk.Failure;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  void modelFileContainsConfigurationLabelsAndWeights() {
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
  void fullDiskKeepsTheOldCheckpoint() throws IOException {
    Map<String, Integer> before = contents();
    FailingDisk disk = new FailingDisk();
    try (TrainingRun run =
        SmallRun.open(TWO_EPOCHS, splits, disk.path(folder.root()), Start.RESUMED)) {
      disk.failAt(20, Failure.FULL); // after the log lines of the steps
      assertThatThrownBy(() -> run.trainer().run(Estimation.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("the checkpoint after step 6 is not saved")
          .hasMessageContaining("the previous one is unchanged")
          .hasMessageContaining("no space left on device");
    }
    assertThat(contents()).isEqualTo(before);
    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      assertThat(run.state().position().step()).isEqualTo(3);
    }
  }

  @Test
  void reportsFileWithAFlippedBit() throws IOException {
    for (Path file : new Path[] {folder.last(), folder.lastState()}) {
      byte[] original = Files.readAllBytes(file);
      for (int at : new int[] {3, 200, original.length / 2, original.length - 1}) {
        byte[] damaged = original.clone();
        damaged[at] ^= 1;
        Files.write(file, damaged);
        assertRefused(TWO_EPOCHS, file.toString());
      }
      Files.write(file, original);
    }
    byte[] best = Files.readAllBytes(folder.best());
    best[best.length - 1] ^= 1;
    Files.write(folder.best(), best);
    assertThat(notes(TWO_EPOCHS)).anyMatch(note -> note.contains("best.safetensors is damaged"));
  }

  @Test
  void errorForDamagedFileSuggestsTheBestWeights() throws IOException {
    byte[] last = Files.readAllBytes(folder.last());
    last[last.length - 1] ^= 1;
    Files.write(folder.last(), last);
    assertRefused(TWO_EPOCHS, "model.weights=" + folder.best());
  }

  @Test
  void resumesCheckpointsOfOlderVersions() throws IOException {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    try (SafeTensors saved = SafeTensors.open(folder.lastState())) {
      saved.metadata().entrySet().stream()
          .filter(entry -> entry.getKey().matches("osprey\\.state(\\.format)?"))
          .forEach(entry -> writer.metadata(entry.getKey(), entry.getValue()));
      for (String name : saved.tensors().keySet()) {
        if (!name.startsWith("data/")) {
          long[] shape = saved.tensor(name).shape().stream().mapToLong(Long::longValue).toArray();
          writer.add(name, saved.tensor(name).dtype(), shape, saved.values(name));
        }
      }
      writer.write(folder.nextLastState());
    }
    // the first checkpoint was interrupted before both renames
    Files.delete(folder.lastState());
    Files.move(folder.last(), folder.nextLast());

    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      assertThat(run.state().position().step()).isEqualTo(3);
      assertThat(SmallRun.values(run.state().weights())).isEqualTo(trained);
    }
  }

  @Test
  void reportsChangesSinceTheSave() throws IOException {
    Path label = temp.resolve("shapes");
    assertThat(notes(ONE_EPOCH)).isEmpty();
    List<Sample> samples = new ArrayList<>(splits.train().samples());
    Sample edited = samples.get(1);
    samples.set(
        1,
        new Sample(edited.id(), edited.image(), List.of(Annotation.of(new Box(1, 2, 30, 40), 0))));
    samples.remove(4);
    splits =
        new TrainingRun.Splits(
            new Dataset(label.toString(), splits.train().labels(), samples), splits.validation());

    assertThat(notes(SmallRun.config("engine.threads=2", "training.epochs=5")))
        .contains(
            "changed since the run was saved: training.epochs 1, now 5",
            "not bit-identical from here: threads 1, now 2",
            "not bit-identical from here: training images: 1 missing, 1 with other objects ("
                + edited.image().getFileName()
                + ")");
  }

  @Test
  void completesCheckpointAfterACrashBetweenTwoRenames() throws IOException {
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
  void refusesWeightsAndStateOfDifferentSteps() throws IOException {
    Path old = Files.copy(folder.last(), temp.resolve("old.safetensors"));
    try (TrainingRun run = open(TWO_EPOCHS, Start.RESUMED)) {
      run.trainer().run(Estimation.NONE);
    }
    Files.delete(folder.last());
    Files.move(old, folder.last());

    assertRefused(TWO_EPOCHS, "is not from step 6");
  }

  @Test
  void refusesFolderWithoutCheckpoint() throws IOException {
    Files.delete(folder.lastState());

    assertRefused(TWO_EPOCHS, "the run has not saved a checkpoint yet");
  }

  @Test
  void refusesChangedModel() {
    assertRefused(SmallRun.config("model.neck={channels: 16}"), "model.neck.channels 32, now 16");
  }

  @Test
  void refusesChangedOptimizer() {
    assertRefused(SmallRun.config("optimizer={type: adamw}"), "optimizer.type");
  }

  @Test
  void refusesChangedBatchSizeWithinAnEpoch() {
    var unused = SmallRun.takeOneStep(TWO_EPOCHS, splits, folder.root(), Start.RESUMED);

    assertRefused(SmallRun.config("training.batchSize=2"), "within an epoch of 3 batches");
  }

  @Test
  void refusesToTrainOnHeldBackImages() {
    TrainingRun.Splits swapped =
        new TrainingRun.Splits(Objects.requireNonNull(splits.validation()), splits.train());
    assertThatThrownBy(() -> SmallRun.open(TWO_EPOCHS, swapped, folder.root(), Start.RESUMED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("held back for validation would be trained on now: val_");
  }

  @Test
  void freshRunDoesNotOverwriteAnotherRun() {
    assertThatThrownBy(() -> open(ONE_EPOCH, Start.FRESH))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds a run already")
        .hasMessageContaining("--resume");
  }

  private List<String> notes(RunConfig config) {
    List<String> notes = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void onNote(String text) {
            notes.add(text);
          }
        };
    SmallRun.open(config, splits, folder.root(), Start.RESUMED, listener).close();
    return notes;
  }

  private void assertRefused(RunConfig config, String message) {
    assertThatThrownBy(() -> open(config, Start.RESUMED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private TrainingRun open(RunConfig config, Start start) {
    return SmallRun.open(config, splits, folder.root(), start);
  }

  /** Hashes of the files that resuming needs, by file name. */
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
