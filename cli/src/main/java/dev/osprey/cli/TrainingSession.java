package dev.osprey.cli;

import dev.osprey.training.RunConfig;
import dev.osprey.training.StopReason;
import dev.osprey.training.Trainer;
import dev.osprey.training.TrainingRun;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.weights.published.Access;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One run on the command line, from its data to its report. Ctrl-C ends the step under way, saves,
 * and says how to go on.
 */
final class TrainingSession {
  private static final long SAVING_SECONDS = 120;

  private final RunConfig config;
  private final RunFolder folder;
  private final String title;
  private final Access access;

  /**
   * @param access whether weights to start from may be fetched
   */
  TrainingSession(RunConfig config, RunFolder folder, String title, Access access) {
    this.config = config;
    this.folder = folder;
    this.title = title;
    this.access = access;
  }

  /**
   * Trains, evaluates and reports.
   *
   * @return why it ended
   */
  StopReason run(TrainingRun.Start start, Trainer.Estimation estimation) {
    return run(
        TrainingRun.Splits.read(config.data(), config.training().seed(), line -> System.err.println("warning: " + line)),
        start,
        estimation);
  }

  /** The same on given pictures. */
  StopReason run(
      TrainingRun.Splits splits, TrainingRun.Start start, Trainer.Estimation estimation) {
    if (start == TrainingRun.Start.FRESH) {
      // first, because the folder of a run whose weights do not come is of no use
      var unused = config.pretrained().file(access, FetchProgress.onStandardError());
    }
    ConsoleProgress progress = ConsoleProgress.onStandardError();
    System.err.println("run folder: " + folder.root());
    StopReason reason;
    try (TrainingRun run =
        TrainingRun.open(
            config, splits, folder, start, List.of(progress), progress::onEvaluating)) {
      reason = runUntilInterrupted(run.trainer(), estimation);
    }
    if (reason != StopReason.INTERRUPTED && splits.validation() != null) {
      RunReport.write(config, folder, splits.validation(), title);
    }
    return reason;
  }

  private StopReason runUntilInterrupted(Trainer trainer, Trainer.Estimation estimation) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              System.err.println("\ninterrupted: finishing the step and saving ...");
              trainer.requestStop();
              if (!await(done)) {
                System.err.println("the step took too long; the last epoch's checkpoint stays");
              }
            },
            "save on interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      StopReason reason = trainer.run(estimation);
      if (reason == StopReason.INTERRUPTED) {
        System.err.println("go on with: ./osprey train --resume " + folder.root());
      }
      return reason;
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static boolean await(CountDownLatch done) {
    try {
      return done.await(SAVING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, because of the interrupt that the hook answers.
      return;
    }
  }
}
