package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.coco.CocoEvaluator;
import dev.osprey.evaluation.coco.CocoSettings;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.evaluation.StopSignal;
import dev.osprey.training.log.RunText;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
  void anotherSeedGivesOtherWeights() {
    assertThat(trained(SmallRun.config("training.epochs=1"), "a"))
        .isNotEqualTo(trained(SmallRun.config("training.epochs=1", "training.seed=8"), "b"));
  }

  @Test
  void measuringBeforehandChangesNothing() {
    RunConfig config = SmallRun.config("training.epochs=1");
    Recorder recorder = new Recorder();

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
  void resumedAfterAnEpochGivesTheBitsOfAnUninterruptedRun() {
    for (String optimizer : List.of("sgd", "adamw")) {
      String[] changes = {
        "optimizer={type: " + optimizer + "}",
        "training.averageDecay=0.9",
        "schedule.decay={type: plateau, patience: 0, threshold: 1.0}"
      };
      Map<String, List<Float>> whole = trained(SmallRun.config(changes), "whole-" + optimizer);
      String folder = "parts-" + optimizer;
      var unused = trained(SmallRun.config(with(changes, "training.epochs=1")), folder);

      try (TrainingRun run = open(SmallRun.config(changes), folder, Start.RESUMED)) {
        assertThat(run.state().position()).isEqualTo(new TrainingPosition(1, 0, 3));
        run.trainer().run(Estimation.NONE);

        assertThat(SmallRun.tensors(run.state())).isEqualTo(whole);
      }
    }
  }

  @Test
  void resumedInTheMiddleOfAnEpochGivesTheBitsOfAnUninterruptedRun() {
    RunConfig config = SmallRun.resnet("training.averageDecay=0.9");
    Recorder whole = new Recorder();
    Map<String, List<Float>> expected = trained(config, "whole", whole);
    assertThat(SmallRun.takeOneStep(config, splits, temp.resolve("parts"), Start.FRESH))
        .isEqualTo(StopReason.INTERRUPTED);

    Recorder resumed = new Recorder();
    try (TrainingRun run = open(config, "parts", Start.RESUMED, resumed)) {
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(0, 1, 1));
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);

      assertThat(SmallRun.tensors(run.state())).isEqualTo(expected);
    }
    assertThat(resumed.epochs.get(0).losses()).isEqualTo(whole.epochs.get(0).losses());
    assertThat(resumed.evaluations.get(1).map()).isEqualTo(whole.evaluations.get(1).map());
  }

  @Test
  void bestWeightsAreThoseOfTheChosenMetric() {
    RunConfig config =
        SmallRun.config("training.epochs=1", "evaluation={metric: voc, iouThreshold: 0.1}");
    Recorder recorder = new Recorder();
    try (TrainingRun run = open(config, "run", Start.FRESH, recorder)) {
      run.trainer().run(Estimation.NONE);

      EvaluationResult evaluation = recorder.evaluations.get(0);
      assertThat(evaluation.map()).isEqualTo(Objects.requireNonNull(evaluation.voc()).map());
      assertThat(run.state().bestMap()).isEqualTo(evaluation.map());
    }
    assertThatThrownBy(() -> open(SmallRun.config(), "run", Start.RESUMED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("chosen by voc at IoU 0.1, now it is coco");
  }

  @Test
  void stopRequestedDuringEvaluationIsMadeUpForAfterResuming() {
    RunConfig config = SmallRun.config("training.epochs=1");
    Recorder recorder = new Recorder();
    try (TrainingRun run = open(config, "run", Start.FRESH, recorder)) {
      recorder.stopAtStep(3, run.trainer());
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.INTERRUPTED);
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(0, 3, 3));
    }
    assertThat(recorder.evaluations).isEmpty();

    Recorder resumed = new Recorder();
    try (TrainingRun run = open(config, "run", Start.RESUMED, resumed)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);
    }
    assertThat(resumed.steps).isEmpty();
    assertThat(resumed.evaluations).hasSize(1);
    assertThat(temp.resolve("run/best.safetensors")).exists();
  }

  @Test
  void listenersHearEveryStepAndEpoch() {
    Recorder recorder = new Recorder();
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
    Recorder recorder = new Recorder();
    RunConfig config = SmallRun.config("training.epochs=3", "evaluation.everyEpochs=2");
    var unused = trained(config, "run", recorder);

    assertThat(recorder.evaluations).extracting(EvaluationResult::epoch).containsExactly(2, 3);
  }

  @Test
  void accumulatedBatchesMakeOneStep() {
    Recorder recorder = new Recorder();
    var unused =
        trained(SmallRun.config("training.epochs=1", "training.accumulate=2"), "run", recorder);

    assertThat(recorder.steps).extracting(StepResult::images).containsExactly(8, 2);
  }

  @Test
  void timeLimitEndsWithAnEvaluationInsideTheEpoch() {
    Recorder recorder = new Recorder();
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
  void reachedGoalEndsTheRunAfterItsEvaluation() {
    Recorder recorder = new Recorder();
    // the warm-up's tiny steps leave new weights, which find nothing: an AP50 of 0 is no goal
    RunConfig config =
        SmallRun.config(
            "training.epochs=3", "training.stopAtMap50=1.0", "optimizer.learningRate=0");
    try (TrainingRun run = open(config, "none", Start.FRESH, recorder)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);
    }
    assertThat(recorder.evaluations).hasSize(3);

    Recorder found = new Recorder();
    Listener perfect = new PerfectEvaluation();
    RunConfig wanted = SmallRun.config("training.epochs=3", "training.stopAtMap50=0.99");
    try (TrainingRun run = open(wanted, "found", Start.FRESH, perfect, found)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.GOAL_REACHED);
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(1, 0, 3));
    }
    assertThat(found.reasons).containsExactly(StopReason.GOAL_REACHED);
    assertThat(found.epochs).hasSize(1);
    assertThat(temp.resolve("found/last.safetensors")).exists();
  }

  @Test
  void lossThatIsNotFiniteStopsTheRunAndNamesTheImages() {
    Recorder recorder = new Recorder();
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
  void runWithoutValidationKeepsItsLatestWeightsAsBest() throws Exception {
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

  private static String[] with(String[] changes, String more) {
    String[] all = Arrays.copyOf(changes, changes.length + 1);
    all[changes.length] = more;
    return all;
  }

  /** Measures a detector that finds all there is. */
  private static final class PerfectEvaluation implements Listener {
    @Override
    public EvaluationResult onEpochTrained(
        EpochResult epoch, TrainingState state, StopSignal stop) {
      Box box = new Box(0, 0, 40, 40);
      Detections all = new Detections(Boxes.pack(List.of(box)), new float[] {0.9f}, new int[] {0});
      EvaluationInput input =
          EvaluationInput.of(
              Map.of(1L, List.of(Annotation.of(box, 0))), Map.of(1L, all), state.labels());
      return new EvaluationResult(
          epoch.epoch(),
          epoch.step(),
          new CocoEvaluator(CocoSettings.standard()).evaluate(input),
          null,
          null,
          0);
    }
  }

  /** Remembers all that it hears. */
  private static final class Recorder implements Listener {
    final List<StepResult> steps = new ArrayList<>();
    final List<EpochResult> epochs = new ArrayList<>();
    final List<EvaluationResult> evaluations = new ArrayList<>();
    final List<StopReason> reasons = new ArrayList<>();
    private @Nullable RunPlan plan;
    private @Nullable Trainer trainer;
    private long stopStep;

    void stopAtStep(long step, Trainer ofRun) {
      stopStep = step;
      trainer = ofRun;
    }

    RunPlan plan() {
      return Objects.requireNonNull(plan);
    }

    @Override
    public void onStart(RunPlan newPlan, TrainingState state) {
      plan = newPlan;
    }

    @Override
    public void onStep(StepResult step) {
      steps.add(step);
      if (trainer != null && step.step() == stopStep) {
        trainer.requestStop();
      }
    }

    @Override
    public void onEvaluation(EvaluationResult evaluation) {
      evaluations.add(evaluation);
    }

    @Override
    public void onEpochEnd(
        EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
      epochs.add(epoch);
    }

    @Override
    public void onStop(StopReason reason, TrainingState state) {
      reasons.add(reason);
    }
  }
}
