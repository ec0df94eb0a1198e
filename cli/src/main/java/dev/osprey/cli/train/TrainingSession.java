package dev.osprey.cli.train;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.progress.EvaluationProgress;
import dev.osprey.cli.progress.FetchProgress;
import dev.osprey.cli.progress.RunProgress;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.ShellCommand;
import dev.osprey.data.Dataset;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.log.RunText;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.report.BestModelEvaluation;
import dev.osprey.training.report.EvaluationText;
import dev.osprey.training.report.RunReport;
import dev.osprey.training.run.SplitText;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.weights.published.NetworkAccess;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a training on the command line, from reading the data to writing the report. Ctrl-C finishes
 * the current step, saves the run and prints the command that resumes it.
 */
final class TrainingSession {
  private final RunConfig config;
  private final RunFolder folder;
  private final String title;
  private final NetworkAccess access;
  private final Interruption interruption;
  private final String resuming;

  /**
   * @param access whether pretrained weights may be downloaded
   * @param resuming options that are needed besides {@code --resume}; may be empty
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
   * @return why the training ended
   */
  StopReason run(TrainingRun.Start start, Trainer.Estimation estimation) {
    return run(readSplits(), start, estimation);
  }

  private TrainingRun.Splits readSplits() {
    try (LiveLine live = LiveLine.onStandardError()) {
      live.showWaiting("reading the data set");
      return TrainingRun.Splits.read(config.data(), config.training().seed(), WarningLine::print);
    }
  }

  /** Trains on given data, evaluates and reports. */
  StopReason run(
      TrainingRun.Splits splits, TrainingRun.Start start, Trainer.Estimation estimation) {
    SplitText.lines(splits).forEach(System.err::println);
    if (start == TrainingRun.Start.FRESH) {
      // before the folder is created, so that a failed download leaves no empty run behind
      var unused = config.pretrained().file(access, FetchProgress.onStandardError());
    }
    System.err.println("run folder: " + folder.root());
    Trained trained = train(splits, start, estimation);
    StopReason reason = trained.reason;
    if (reason != StopReason.INTERRUPTED && splits.validation() != null) {
      reason = report(splits.validation(), trained);
    }
    interruption.close();
    if (reason == StopReason.INTERRUPTED) {
      System.err.println("resume with: " + command());
    }
    return reason;
  }

  /**
   * The result of a training.
   *
   * @param best the evaluation of the best weights; null if another process evaluated them before
   */
  private record Trained(StopReason reason, @Nullable EvaluationResult best) {}

  private Trained train(
      TrainingRun.Splits splits, TrainingRun.Start start, Trainer.Estimation estimation) {
    RunProgress progress = RunProgress.onStandardError();
    try (TrainingRun run =
        TrainingRun.open(
            config, splits, folder, start, List.of(progress), progress::onEvaluating)) {
      interruption.stopBy("finishing the step and saving", run.trainer()::requestStop);
      StopReason reason = run.trainer().run(estimation);
      return new Trained(reason, run.state().best().result());
    }
  }

  private StopReason report(Dataset validation, Trained trained) {
    interruption.stopBy("leaving out the report", () -> {});
    EvaluationResult best =
        interruption.isRequested()
            ? null
            : trained.best == null ? evaluateBest(validation) : trained.best;
    if (best == null) {
      System.err.println("the training is complete, but its report is not written");
      return StopReason.INTERRUPTED;
    }
    RunReport report = new RunReport(config, folder, validation, title);
    report.write(best, Clock.system(ZoneId.systemDefault()), WarningLine::print);
    System.out.print(EvaluationText.tables(best, validation.labels()));
    System.out.println("mAP50 " + RunText.average(best.metrics().summary().ap50()));
    System.out.println("model  " + folder.best());
    System.out.println("report " + report.file());
    return trained.reason;
  }

  private @Nullable EvaluationResult evaluateBest(Dataset validation) {
    try (EvaluationProgress progress = EvaluationProgress.onStandardError()) {
      return BestModelEvaluation.evaluate(
          config, folder, validation, progress::onBatch, interruption);
    }
  }

  private String command() {
    return ShellCommand.program()
        + " train --resume "
        + ShellCommand.argument(folder.root())
        + (resuming.isEmpty() ? "" : " " + resuming);
  }
}
