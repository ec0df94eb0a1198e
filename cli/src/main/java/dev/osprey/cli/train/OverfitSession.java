package dev.osprey.cli.train;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.data.Dataset;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.overfit.Overfit;
import dev.osprey.training.overfit.OverfitFindings;
import dev.osprey.training.overfit.OverfitText;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.published.NetworkAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs {@code osprey train --overfit N}, which trains on a few images until they are learnt. */
final class OverfitSession {
  private static final int NOT_LEARNT = 3;

  private final RunConfig config;
  private final String title;
  private final NetworkAccess access;
  private final Interruption interruption;

  OverfitSession(RunConfig config, String title, NetworkAccess access, Interruption interruption) {
    this.config = config;
    this.title = title;
    this.access = access;
    this.interruption = interruption;
  }

  /**
   * Trains and prints the result.
   *
   * @return the exit code
   */
  int run(int images, @Nullable Path out) {
    TrainingRun.Splits splits = splits(images);
    RunFolder folder = new RunFolder(OutputFolder.choose(out, Path.of("runs", title)));
    return run(splits, images, folder, TrainingRun.Start.FRESH);
  }

  /** Resumes such a run with the same number of images. */
  int resume(int images, RunFolder folder) {
    return run(splits(images), images, folder, TrainingRun.Start.RESUMED);
  }

  private TrainingRun.Splits splits(int images) {
    Dataset train;
    try (LiveLine live = LiveLine.onStandardError()) {
      live.showWaiting("reading the data set");
      train = TrainingRun.Splits.readTraining(config.data(), WarningLine::print);
    }
    TrainingRun.Splits splits = Overfit.splits(train, config, images);
    Dataset few = Objects.requireNonNull(splits.validation());
    if (few.size() < images) {
      WarningLine.print(train.name() + " has only " + few.size() + " images with objects");
    }
    return splits;
  }

  private int run(
      TrainingRun.Splits splits, int images, RunFolder folder, TrainingRun.Start start) {
    StopReason reason =
        new TrainingSession(config, folder, title, access, interruption, "--overfit " + images)
            .run(splits, start, Trainer.Estimation.NONE);
    if (reason == StopReason.INTERRUPTED) {
      return interruption.exitCode();
    }
    Dataset few = Objects.requireNonNull(splits.validation());
    System.out.println();
    lines(folder, few, reason).forEach(System.out::println);
    return reason == StopReason.GOAL_REACHED ? 0 : NOT_LEARNT;
  }

  /** Describes the weights that reached the goal, or the best ones if none did. */
  private List<String> lines(RunFolder folder, Dataset few, StopReason reason) {
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
