package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resumed runs; 10 images in batches of 4, so that an epoch has 3 steps. */
class TrainerResumeTest {
  @TempDir Path temp;
  private TrainingRun.Splits splits;

  @BeforeEach
  void draw() {
    splits = SmallRun.splits(temp.resolve("shapes"));
  }

  @Test
  void resumingAfterAnEpochGivesTheBitsOfAnUninterruptedRun() {
    for (String optimizer : List.of("sgd", "adamw")) {
      String[] changes = {
        "optimizer={type: " + optimizer + "}",
        "training.averageDecay=0.9",
        "schedule.decay={type: plateau, patience: 0, threshold: 1.0}"
      };
      Map<String, List<Float>> uninterrupted =
          trained(SmallRun.config(changes), "uninterrupted-" + optimizer);
      String folder = "parts-" + optimizer;
      var unused = trained(SmallRun.config(with(changes, "training.epochs=1")), folder);

      try (TrainingRun run = open(SmallRun.config(changes), folder, Start.RESUMED)) {
        assertThat(run.state().position()).isEqualTo(new TrainingPosition(1, 0, 3));
        run.trainer().run(Estimation.NONE);

        assertThat(SmallRun.tensors(run.state())).isEqualTo(uninterrupted);
      }
    }
  }

  @Test
  void resumingWithinAnEpochGivesTheBitsOfAnUninterruptedRun() {
    RunConfig config = SmallRun.resnet("training.averageDecay=0.9");
    RunRecorder uninterrupted = new RunRecorder();
    Map<String, List<Float>> expected = trained(config, "uninterrupted", uninterrupted);
    assertThat(SmallRun.takeOneStep(config, splits, temp.resolve("parts"), Start.FRESH))
        .isEqualTo(StopReason.INTERRUPTED);

    RunRecorder resumed = new RunRecorder();
    try (TrainingRun run = open(config, "parts", Start.RESUMED, resumed)) {
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(0, 1, 1));
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);

      assertThat(SmallRun.tensors(run.state())).isEqualTo(expected);
    }
    assertThat(resumed.epochs.get(0).losses()).isEqualTo(uninterrupted.epochs.get(0).losses());
    assertThat(resumed.evaluations.get(1).map()).isEqualTo(uninterrupted.evaluations.get(1).map());
  }

  @Test
  void resumedRunRepeatsAnInterruptedEvaluation() {
    RunConfig config = SmallRun.config("training.epochs=1");
    RunRecorder recorder = new RunRecorder();
    try (TrainingRun run = open(config, "run", Start.FRESH, recorder)) {
      recorder.stopAtStep(3, run.trainer());
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.INTERRUPTED);
      assertThat(run.state().position()).isEqualTo(new TrainingPosition(0, 3, 3));
    }
    assertThat(recorder.evaluations).isEmpty();

    RunRecorder resumed = new RunRecorder();
    try (TrainingRun run = open(config, "run", Start.RESUMED, resumed)) {
      assertThat(run.trainer().run(Estimation.NONE)).isEqualTo(StopReason.COMPLETED);
    }
    assertThat(resumed.steps).isEmpty();
    assertThat(resumed.evaluations).hasSize(1);
    assertThat(temp.resolve("run/best.safetensors")).exists();
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
}
