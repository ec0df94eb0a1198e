package dev.osprey.cli;

import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.data.Dataset;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import dev.osprey.training.RunConfig;
import dev.osprey.training.StopReason;
import dev.osprey.training.Trainer;
import dev.osprey.training.TrainingRun;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.overfit.Overfit;
import dev.osprey.training.overfit.OverfitFindings;
import dev.osprey.training.overfit.OverfitText;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.published.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code osprey train --overfit N}: a run on a few pictures, and what it says of them. */
final class OverfitSession {
  private static final int NOT_LEARNT = 3;

  private final RunConfig config;
  private final String title;
  private final Access access;
  private final Interruption interruption;

  OverfitSession(RunConfig config, String title, Access access, Interruption interruption) {
    this.config = config;
    this.title = title;
    this.access = access;
    this.interruption = interruption;
  }

  /**
   * Trains and tells.
   *
   * @return the exit code
   */
  int run(int pictures, @Nullable Path out) {
    TrainingRun.Splits splits = splits(pictures);
    RunFolder folder = new RunFolder(OutputFolder.choose(out, Path.of("runs", title)));
    return run(splits, pictures, folder, TrainingRun.Start.FRESH);
  }

  /** Goes on with such a run, of as many pictures. */
  int resume(int pictures, RunFolder folder) {
    return run(splits(pictures), pictures, folder, TrainingRun.Start.RESUMED);
  }

  private TrainingRun.Splits splits(int pictures) {
    Dataset train;
    try (LiveLine live = LiveLine.onStandardError()) {
      live.showWaiting("reading the data set");
      train = TrainingRun.Splits.readTraining(config.data(), WarningLine::print);
    }
    TrainingRun.Splits splits = Overfit.splits(train, config, pictures);
    Dataset few = Objects.requireNonNull(splits.validation());
    if (few.size() < pictures) {
      WarningLine.print(train.name() + " has only " + few.size() + " pictures with objects");
    }
    return splits;
  }

  private int run(
      TrainingRun.Splits splits, int pictures, RunFolder folder, TrainingRun.Start start) {
    StopReason reason =
        new TrainingSession(config, folder, title, access, interruption, "--overfit " + pictures)
            .run(splits, start, Trainer.Estimation.NONE);
    if (reason == StopReason.INTERRUPTED) {
      return interruption.exitCode();
    }
    Dataset few = Objects.requireNonNull(splits.validation());
    System.out.println();
    tell(folder, few, reason).forEach(System.out::println);
    return reason == StopReason.GOAL_REACHED ? 0 : NOT_LEARNT;
  }

  /** Of the weights that reached the goal, or else of the best ones. */
  private List<String> tell(RunFolder folder, Dataset few, StopReason reason) {
    boolean learnt = reason == StopReason.GOAL_REACHED;
    Engine engine = config.engine().engine();
    try (ModelFile model = ModelFile.open(learnt ? folder.last() : folder.best())) {
      Detector detector = model.config().create();
      try (Weights weights = model.weights(detector.network(), engine);
          BatchLoader loader =
              new BatchLoader(
                  few,
                  model.config().preprocessing(),
                  List.of(),
                  config.training().evaluationLoader(config.evaluation().batchSize()))) {
        OverfitFindings found = OverfitFindings.of(detector, model.labels(), weights, loader);
        return learnt
            ? OverfitText.learnt(found, steps(model))
            : OverfitText.notLearnt(found, goal());
      }
    }
  }

  private static long steps(ModelFile model) {
    return Long.parseLong(Objects.requireNonNull(model.summary().get("step")));
  }

  private double goal() {
    Double goal = config.training().stopAtMap50();
    return goal == null ? 1 : goal;
  }
}
