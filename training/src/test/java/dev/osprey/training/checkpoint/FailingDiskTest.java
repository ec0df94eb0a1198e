package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import dev.osprey.testing.disk.FailingDisk;
import dev.osprey.testing.disk.FailingDisk.Failure;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run whose disk fails at any one operation resumes to the bits of an uninterrupted run. An epoch
 * is one step.
 */
class FailingDiskTest {
  private static final RunConfig CONFIG = SmallRun.config("training.epochs=2");

  @TempDir static Path temp;
  private static TrainingRun.Splits splits;
  private static RunBits expected;
  private static int operations;

  private final FailingDisk disk = new FailingDisk();
  private final Path real = temp.resolve("run");

  @BeforeAll
  static void trainWithoutInterruption() throws IOException {
    splits = SmallRun.splits(temp.resolve("shapes"), 4);
    FailingDisk working = new FailingDisk();
    Path folder = temp.resolve("reference");
    train(working.path(folder), Start.FRESH, new AtomicLong());
    expected = RunBits.of(folder);
    operations = working.operations();
    RunBits.requireTidy(folder);
  }

  @Test
  void crashAtSomeOperationsLosesNothing() throws IOException {
    for (int number = 1; number <= operations; number += 19) {
      failAndResume(number, Failure.CRASH);
    }
  }

  @Test
  void fullDiskAtSomeOperationsLosesNothing() throws IOException {
    for (int number = 5; number <= operations; number += 41) {
      failAndResume(number, Failure.FULL);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void failureAtEachOperationLosesNothing(Failure failure) throws IOException {
    for (int number = 1; number <= operations; number++) {
      failAndResume(number, failure);
    }
  }

  /**
   * The second crash happens at the start of the resumed run: in recovery or the next checkpoint.
   */
  @Tag("long")
  @Test
  void twoCrashesInARowLoseNothing() throws IOException {
    for (int number = operations / 3; number <= operations; number += 9) {
      for (int second : new int[] {1, 3, 7, 20}) {
        delete(real);
        long steps = fail(number, Failure.CRASH, Start.FRESH);
        if (Files.exists(real.resolve("last.state.safetensors"))) {
          long more = fail(second, Failure.CRASH, Start.RESUMED);
          finish(Math.max(steps, more), number + " and " + second);
        }
      }
    }
  }

  private void failAndResume(int number, Failure failure) throws IOException {
    delete(real);
    long steps = fail(number, failure, Start.FRESH);
    finish(steps, failure + " at " + number + ": " + disk.failed());
  }

  /** Returns the last reported step. */
  private long fail(int number, Failure failure, Start start) {
    AtomicLong steps = new AtomicLong();
    disk.failAt(number, failure);
    try {
      train(disk.path(real), start, steps);
    } catch (UserError e) {
      assertThat(e.getMessage()).contains("no space left on device").contains(real.toString());
    }
    disk.repair();
    return steps.get();
  }

  private void finish(long steps, String what) throws IOException {
    boolean saved = Files.exists(real.resolve("last.state.safetensors"));
    assertThat(saved).as(what).isEqualTo(saved || steps > 1);
    if (!saved) {
      delete(real);
    }
    long from = train(disk.path(real), saved ? Start.RESUMED : Start.FRESH, new AtomicLong());
    assertThat(from).as(what).isGreaterThanOrEqualTo(steps - 1);
    assertThat(RunBits.of(real)).as(what).isEqualTo(expected);
    RunBits.requireTidy(real);
  }

  /** Returns the step at which the run started. */
  private static long train(Path folder, Start start, AtomicLong steps) {
    Listener counting =
        new Listener() {
          @Override
          public void onStep(StepResult step) {
            steps.set(step.step());
          }
        };
    try (TrainingRun run = SmallRun.open(CONFIG, splits, folder, start, counting)) {
      long from = run.state().position().step();
      var unused = run.trainer().run(Estimation.NONE);
      return from;
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
