package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.training.run.TrainingRun.Start;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is closed while it trains. A failure here may crash the JVM. */
@Timeout(120)
class CloseWhileTrainingTest {
  @TempDir static Path data;
  @TempDir Path folder;

  private static TrainingRun.Splits splits;

  @BeforeAll
  static void draw() {
    splits = SmallRun.splits(data.resolve("shapes"));
  }

  private static final class Steps implements Listener {
    private final CountDownLatch three = new CountDownLatch(3);

    @Override
    public void onStep(StepResult step) {
      three.countDown();
    }
  }

  @Test
  void closingFromAnotherThreadWaitsForTheStepAndItsCheckpoint() throws Exception {
    Steps steps = new Steps();
    RunConfig config = SmallRun.config("training.epochs=500");
    ExecutorService training = Executors.newSingleThreadExecutor();
    TrainingRun run = SmallRun.open(config, splits, folder, Start.FRESH, steps);
    Future<StopReason> reason = training.submit(() -> run.trainer().run(Estimation.NONE));
    training.shutdown();
    steps.three.await();

    run.close();

    assertThat(reason.get()).isEqualTo(StopReason.INTERRUPTED);
    assertThat(RunFolder.create(folder).lastState()).exists();
    run.close();
    try (TrainingRun resumed = SmallRun.open(config, splits, folder, Start.RESUMED)) {
      assertThat(resumed.state().position()).isEqualTo(run.state().position());
    }
  }

  @Test
  void closingFromAListenerEndsTheRunAfterItsStep() {
    TrainingRun[] run = new TrainingRun[1];
    Listener closing =
        new Listener() {
          @Override
          public void onStep(StepResult step) {
            run[0].close();
          }
        };
    run[0] = SmallRun.open(SmallRun.config(), splits, folder, Start.FRESH, closing);

    assertThat(run[0].trainer().run(Estimation.NONE)).isEqualTo(StopReason.INTERRUPTED);
    assertThat(run[0].state().position().step()).isEqualTo(1);
    assertClosed(run[0]);
  }

  @Test
  void useAfterClosingThrowsIllegalStateException() {
    TrainingRun run = SmallRun.open(SmallRun.config(), splits, folder, Start.FRESH);
    run.close();
    run.close();
    assertClosed(run);
    assertThat(run.state().labels().size()).isPositive();
  }

  private static void assertClosed(TrainingRun run) {
    TrainingState state = run.state();
    String weight = "head.regression.bbox_reg.bias";
    assertClosed(() -> run.trainer().run(Estimation.NONE));
    assertClosed(() -> state.optimizer().step(0.1));
    assertClosed(() -> state.optimizer().state());
    assertClosed(() -> state.weights().tensors());
    assertClosed(() -> state.weights().trainable());
    assertClosed(() -> state.result().values(weight));
  }

  private static void assertClosed(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(" is closed. Use it before it is closed, or open it again");
  }
}
