package dev.osprey.cli.train;

import dev.osprey.cli.failure.ErrorReport;
import dev.osprey.cli.progress.FetchProgress;
import dev.osprey.cli.progress.RunProgress;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.ShellCommand;
import dev.osprey.data.Dataset;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.run.SplitText;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.weights.published.NetworkAccess;
import java.util.List;

/**
 * One run on the command line, from its data to its report. Ctrl-C ends the step under way, saves,
 * and says how to go on.
 */
final class TrainingSession {
  private final RunConfig config;
  private final RunFolder folder;
  private final String title;
  private final NetworkAccess access;
  private final Interruption interruption;
  private final String resuming;

  /**
   * @param access whether weights to start from may be fetched
   * @param resuming options that resuming the run needs beside {@code --resume}; empty for none
   */
  TrainingSession(
      RunConfig config,
      RunFolder folder,
      String title,
      NetworkAccess access,
      Interruption interruption,
      String resuming) {
    this.config = config;
    this.folder = folder;
    this.title = title;
    this.access = access;
    this.interruption = interruption;
    this.resuming = resuming;
  }

  /**
   * Trains, evaluates and reports.
   *
   * @return why it ended
   */
  StopReason run(TrainingRun.Start start, Trainer.Estimation estimation) {
    return run(readSplits(), start, estimation);
  }

  private TrainingRun.Splits readSplits() {
    try (LiveLine live = LiveLine.onStandardError()) {
      live.showWaiting("reading the data set");
      return TrainingRun.Splits.read(
          config.data(),
          config.training().seed(),
          line -> System.err.println("warning: " + ErrorReport.indented(line)));
    }
  }

  /** The same on given images. */
  StopReason run(
      TrainingRun.Splits splits, TrainingRun.Start start, Trainer.Estimation estimation) {
    SplitText.lines(splits).forEach(System.err::println);
    if (start == TrainingRun.Start.FRESH) {
      // first, because the folder of a run whose weights do not come is of no use
      var unused = config.pretrained().file(access, FetchProgress.onStandardError());
    }
    System.err.println("run folder: " + folder.root());
    StopReason reason = train(splits, start, estimation);
    if (reason != StopReason.INTERRUPTED && splits.validation() != null) {
      reason = report(splits.validation(), reason);
    }
    interruption.close();
    if (reason == StopReason.INTERRUPTED) {
      System.err.println("go on with: " + command());
    }
    return reason;
  }

  private StopReason train(
      TrainingRun.Splits splits, TrainingRun.Start start, Trainer.Estimation estimation) {
    RunProgress progress = RunProgress.onStandardError();
    try (TrainingRun run =
        TrainingRun.open(
            config, splits, folder, start, List.of(progress), progress::onEvaluating)) {
      interruption.stopBy("finishing the step and saving", run.trainer()::requestStop);
      return run.trainer().run(estimation);
    }
  }

  private StopReason report(Dataset validation, StopReason reason) {
    interruption.stopBy("leaving out the report", () -> {});
    boolean written =
        !interruption.isRequested()
            && RunReport.write(config, folder, validation, title, interruption);
    if (!written) {
      System.err.println("the training is complete; only its report is not written");
      return StopReason.INTERRUPTED;
    }
    return reason;
  }

  private String command() {
    return ShellCommand.program()
        + " train --resume "
        + ShellCommand.argument(folder.root())
        + (resuming.isEmpty() ? "" : " " + resuming);
  }
}
