package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in separate processes that are killed, or that use the same folder. */
@Tag("long")
class ProcessesTest {
  private static final int EPOCHS = 5;
  private static final RunConfig CONFIG = SmallRun.config("training.epochs=" + EPOCHS);
  private static final int KILLS = 30;
  private static final int ROUNDS = 20;

  /** Prefixes and suffixes of the names of files that exist while a checkpoint is written. */
  private static final List<String> WRITTEN =
      List.of(
          "last.safetensors.next. .part",
          "last.safetensors .next",
          "best.safetensors.next. .part",
          "best.safetensors .next",
          "last.state.safetensors. .part");

  @TempDir static Path temp;
  private static Path shapes;
  private static TrainingRun.Splits splits;
  private static RunBits expected;

  private final Random random = new Random(11);

  @BeforeAll
  static void trainWithoutInterruption() throws IOException {
    shapes = temp.resolve("shapes");
    splits = SmallRun.splits(shapes);
    train(temp.resolve("reference"));
    expected = RunBits.of(temp.resolve("reference"));
  }

  @Test
  void killedRunsResumeToTheSameBits() throws Exception {
    Path folder = temp.resolve("killed");
    int kills = 0;
    while (kills < KILLS) {
      if (!Files.exists(new RunFolder(folder).lastState())) {
        delete(folder); // killed before its first checkpoint
      }
      try (TrainingProcess process = TrainingProcess.start(shapes, EPOCHS)) {
        process.train(folder);
        process.awaitStep();
        if (kills % 2 == 0) {
          Thread.sleep(random.nextInt(400));
        } else {
          awaitWriting(process, folder, WRITTEN.get(random.nextInt(WRITTEN.size())));
        }
        process.kill();
        kills++;
        if (TrainingProcess.OK.equals(process.end())) {
          compareAndDelete(folder);
        }
      }
    }
    finish(folder);
  }

  private static void awaitWriting(TrainingProcess process, Path folder, String name)
      throws IOException {
    String[] ends = name.split(" ");
    long deadline = System.nanoTime() + 2_000_000_000L;
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files
            .map(file -> file.getFileName().toString())
            .anyMatch(file -> file.startsWith(ends[0]) && file.endsWith(ends[1]))) {
          return;
        }
      }
    }
  }

  @Test
  void refusesSecondProcessInTheSameFolder() throws Exception {
    Path saved = temp.resolve("saved");
    trainOneEpoch(saved);
    int refused = 0;
    try (TrainingProcess first = TrainingProcess.start(shapes, EPOCHS);
        TrainingProcess second = TrainingProcess.start(shapes, EPOCHS)) {
      for (int i = 0; i < ROUNDS; i++) {
        Path folder = temp.resolve("round-" + i);
        if (i % 4 != 3) { // otherwise both start a new run
          copy(saved, folder);
        }
        first.train(folder);
        second.train(folder);
        List<String> ends = List.of(first.end(), second.end());
        assertThat(ends).contains(TrainingProcess.OK);
        for (String end : ends) {
          if (!end.equals(TrainingProcess.OK)) {
            assertThat(end).containsAnyOf("is in use by process", "holds a run already");
            refused++;
          }
        }
        compareAndDelete(folder);
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  private static void finish(Path folder) throws IOException {
    if (Files.exists(folder)) {
      if (!Files.exists(new RunFolder(folder).lastState())) {
        delete(folder);
      }
      train(folder);
      compareAndDelete(folder);
    }
  }

  private static void train(Path folder) {
    Start start = Files.exists(new RunFolder(folder).lastState()) ? Start.RESUMED : Start.FRESH;
    try (TrainingRun run = SmallRun.open(CONFIG, splits, folder, start)) {
      var unused = run.trainer().run(Estimation.NONE);
    }
  }

  /** Trains one epoch and one step of the next one, then interrupts the run, which saves it. */
  private static void trainOneEpoch(Path folder) {
    List<TrainingRun> opened = new ArrayList<>();
    Listener stopping =
        new Listener() {
          @Override
          public void onEpochEnd(
              EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
            opened.get(0).trainer().requestStop();
          }
        };
    try (TrainingRun run = SmallRun.open(CONFIG, splits, folder, Start.FRESH, stopping)) {
      opened.add(run);
      var unused = run.trainer().run(Estimation.NONE);
    }
  }

  private static void compareAndDelete(Path folder) throws IOException {
    RunBits.requireTidy(folder);
    assertThat(RunBits.of(folder)).isEqualTo(expected);
    delete(folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
