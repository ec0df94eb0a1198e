package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.log.RunText;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10 images in batches of 4: an epoch has 3 steps, the last one of 2 images. */
class TrainerTest {
  @TempDir Path temp;
  private TrainingRun.Splits splits;

  @BeforeEach
  void draw() {
    splits = SmallRun.splits(temp.resolve("shapes"));
  }

  @Test
  void sameSeedGivesTheSameBits() {
    RunConfig config = SmallRun.resnet("training.averageDecay=0.9");

    assertThat(trained(config, "a")).isEqualTo(trained(config, "b"));
  }

  @Test
  void differentSeedGivesDifferentWeights() {
    assertThat(trained(SmallRun.config("training.epochs=1"), "a"))
        .isNotEqualTo(trained(SmallRun.config("training.epochs=1", "training.seed=8"), "b"));
  }

  @Test
  void estimateDoesNotChangeTheRun() {
    RunConfig config = SmallRun.config("training.epochs=1");
    RunRecorder recorder = new RunRecorder();

    try (TrainingRun run = open(config, "a", Start.FRESH, recorder)) {
      run.trainer().run(Estimation.MEASURED);

      assertThat(SmallRun.tensors(run.state())).isEqualTo(trained(config, "b"));
    }
    RunEstimate estimate = Objects.requireNonNull(recorder.plan().estimate());
    assertThat(estimate.secondsPerStep()).isPositive();
    assertThat(estimate.minutes()).isPositive();
    if (ResidentMemory.current().isPresent()) {
      assertThat(estimate.memoryBytes()).isNotNull().isGreaterThan(50_000_000L);
    }
    assertThat(RunText.plan(recorder.plan()))
        .startsWith("1 epoch of 3 steps and 10 images each; about ");
  }

  @Test
  void configuredMetricSelectsTheBestWeights() {
    RunConfig config =
        SmallRun.config("training.epochs=1", "evaluation={metric: voc, iouThreshold: 0.1}");
    RunRecorder recorder = new RunRecorder();
    try (TrainingRun run = open(config, "run", Start.FRESH, recorder)) {
      run.trainer().run(Estimation.NONE);

      EvaluationResult evaluation = recorder.evaluations.get(0);
      assertThat(evaluation.map()).isEqualTo(Objects.requireNonNull(evaluation.voc()).map());
      assertThat(run.state().best().map()).isEqualTo(evaluation.map());
      assertThat(run.state().best().result()).isSameAs(evaluation);
    }
    assertThatThrownBy(() -> open(SmallRun.config(), "run", Start.RESUMED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("selected by voc at IoU 0.1, but the metric is now coco");
  }

  @Test
  void listenersReceiveEveryStepAndEpoch() {
    RunRecorder recorder = new RunRecorder();
    try (TrainingRun run = open(SmallRun.config(), "run", Start.FRESH, recorder)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);
    }

    assertThat(recorder.steps).extracting(StepResult::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(recorder.steps).extracting(StepResult::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(recorder.steps).extracting(StepResult::images).containsExactly(4, 4, 2, 4, 4, 2);
    StepResult first = recorder.steps.get(0);
    assertThat(first.losses()).containsOnlyKeys("classification", "bbox_regression");
    assertThat(first.gradientNorm()).isPositive();
    // the warm-up starts at a thousandth of 0.01
    assertThat(first.learningRate()).isCloseTo(1e-5, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(recorder.steps.get(4).learningRate()).isEqualTo(0.01);
    assertThat(recorder.epochs)
        .extracting(EpochResult::place)
        .containsExactly(EpochResult.Place.BETWEEN, EpochResult.Place.LAST);
    double mean = recorder.steps.subList(0, 3).stream().mapToDouble(StepResult::total).sum() / 3;
    assertThat(recorder.epochs.get(0).total()).isEqualTo(mean);
    assertThat(recorder.evaluations).hasSize(2);
    assertThat(recorder.reasons).containsExactly(StopReason.COMPLETED);
  }

  @Test
  void evaluatesOnlyWhenDueAndAfterTheLastEpoch() {
    RunRecorder recorder = new RunRecorder();
    RunConfig config = SmallRun.config("training.epochs=3", "evaluation.everyEpochs=2");
    var unused = trained(config, "run", recorder);

    assertThat(recorder.evaluations).extracting(EvaluationResult::epoch).containsExactly(2, 3);
  }

  @Test
  void accumulatedBatchesMakeOneStep() {
    RunRecorder recorder = new RunRecorder();
    var unused =
        trained(SmallRun.config("training.epochs=1", "training.accumulate=2"), "run", recorder);

    assertThat(recorder.steps).extracting(StepResult::images).containsExactly(8, 2);
  }

  @Test
  void timeLimitEndsTheEpochEarlyWithAnEvaluation() {
    RunRecorder recorder = new RunRecorder();
    try (TrainingRun run =
        open(SmallRun.config("training.maxMinutes=1e-9"), "run", Start.FRESH, recorder)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.TIME_LIMIT);

      assertThat(run.state().position()).isEqualTo(new TrainingPosition(0, 1, 1));
    }
    assertThat(recorder.evaluations).hasSize(1);
    assertThat(recorder.epochs.get(0).place()).isEqualTo(EpochResult.Place.LAST);
    assertThat(temp.resolve("run/best.safetensors")).exists();
  }

  @Test
  void runEndsAfterTheEvaluationThatReachesTheTarget() {
    RunRecorder recorder = new RunRecorder();
    // a learning rate of 0 keeps the initial weights, which detect nothing: AP50 stays 0
    RunConfig config =
        SmallRun.config(
            "training.epochs=3", "training.stopAtMap50=1.0", "optimizer.learningRate=0");
    try (TrainingRun run = open(config, "none", Start.FRESH, recorder)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);
    }
    assertThat(recorder.evaluations).hasSize(3);

    RunRecorder found = new RunRecorder();
    // with a threshold of 0 there are detections everywhere, and some of them overlap an object
    RunConfig wanted =
        SmallRun.config(
            "training.epochs=3",
            "training.stopAtMap50=1e-9",
            "model.postprocess={scoreThreshold: 0.0, maxDetections: 1000}");
    try (TrainingRun run = open(wanted, "found", Start.FRESH, found)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.GOAL_REACHED);
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(1, 0, 3));
    }
    assertThat(found.reasons).containsExactly(StopReason.GOAL_REACHED);
    assertThat(found.epochs).hasSize(1);
    assertThat(temp.resolve("found/last.safetensors")).exists();
  }

  @Test
  void nonFiniteLossStopsTheRunAndNamesTheImages() {
    RunRecorder recorder = new RunRecorder();
    RunConfig config =
        SmallRun.config(
            "optimizer.learningRate=1e30", "schedule.warmUp=null", "training.clipNorm=null");
    try (TrainingRun run = open(config, "run", Start.FRESH, recorder)) {
      assertThatThrownBy(() -> run.trainer().run(Estimation.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("step 2: the loss is not finite")
          .hasMessageContaining("classification=")
          .hasMessageContaining(".jpg, ")
          .hasMessageContaining("lower optimizer.learningRate");
    }
    assertThat(recorder.reasons).containsExactly(StopReason.FAILED);
    assertThat(temp.resolve("run/last.safetensors")).doesNotExist();
  }

  @Test
  void frozenLayersKeepTheirWeights() {
    RunConfig config = SmallRun.resnet("training.epochs=1", "model.backbone={frozenStages: 1}");
    try (TrainingRun run = open(config, "run", Start.FRESH)) {
      String stem = "backbone.body.conv1.weight";
      String later = "backbone.body.layer2.0.conv1.weight";
      float[] stemBefore = run.state().weights().values(stem);
      float[] laterBefore = run.state().weights().values(later);

      run.trainer().run(Estimation.NONE);

      assertThat(run.state().weights().values(stem)).isEqualTo(stemBefore);
      assertThat(run.state().weights().values(later)).isNotEqualTo(laterBefore);
    }
  }

  @Test
  void runWithoutValidationSavesItsLatestWeightsAsBest() throws Exception {
    TrainingRun.Splits trainOnly = new TrainingRun.Splits(splits.train(), null);
    try (TrainingRun run =
        SmallRun.open(
            SmallRun.config("training.epochs=1"), trainOnly, temp.resolve("run"), Start.FRESH)) {
      run.trainer().run(Estimation.NONE);
    }

    assertThat(Files.size(temp.resolve("run/best.safetensors"))).isPositive();
  }

  private Map<String, List<Float>> trained(RunConfig config, String folder, Listener... listeners) {
    try (TrainingRun run = open(config, folder, Start.FRESH, listeners)) {
      run.trainer().run(Estimation.NONE);
      return SmallRun.tensors(run.state());
    }
  }

  private TrainingRun open(RunConfig config, String folder, Start start, Listener... listeners) {
    return SmallRun.open(config, splits, temp.resolve(folder), start, listeners);
  }
}
