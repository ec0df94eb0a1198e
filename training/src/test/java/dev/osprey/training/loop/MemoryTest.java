package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resident memory of a long run does not grow after the first 50 steps. */
class MemoryTest {
  private static final int WARM_UP = 50;
  private static final double LARGEST_GROWTH = 1.05;

  @TempDir Path temp;

  @Test
  void memoryDoesNotGrowOverThreeHundredTrainingSteps() {
    Assumptions.assumeTrue(ResidentMemory.current().isPresent(), "needs /proc/self/status");
    // 60 images: 30 steps an epoch, then an evaluation and a checkpoint
    RunConfig config = SmallRun.resnet("training.epochs=10", "training.batchSize=2");
    Probe probe = new Probe();
    try (TrainingRun run =
        SmallRun.open(
            config,
            SmallRun.splits(temp.resolve("shapes"), 60),
            temp.resolve("run"),
            TrainingRun.Start.FRESH,
            probe)) {
      run.trainer().run(Estimation.NONE);
    }

    assertThat(probe.steps).isEqualTo(300);
    assertThat((double) probe.last / probe.afterWarmUp).isLessThan(LARGEST_GROWTH);
  }

  @Test
  void memoryDoesNotGrowOverTwoHundredDetectedBatches() {
    Assumptions.assumeTrue(ResidentMemory.current().isPresent(), "needs /proc/self/status");
    // Every anchor is a candidate, so that all stages of postprocessing run.
    RunConfig config = SmallRun.resnet("model.postprocess={scoreThreshold: 0.0}");
    TrainingRun.Splits splits = SmallRun.splits(temp.resolve("shapes"));
    try (TrainingRun run =
            SmallRun.open(config, splits, temp.resolve("run"), TrainingRun.Start.FRESH);
        InferenceWeights weights =
            InferenceWeights.of(
                run.state().detector().network(),
                run.state().weights(),
                run.state().weights().engine());
        BatchLoader loader =
            new BatchLoader(
                splits.train(),
                config.model().preprocessing(),
                List.of(),
                config.training().evaluationLoader(2))) {
      long afterWarmUp = 0;
      for (int i = 0; i < 200; i += 5) {
        if (i == WARM_UP) {
          afterWarmUp = resident();
        }
        detectAll(run.state(), weights, loader);
      }
      assertThat((double) resident() / afterWarmUp).isLessThan(LARGEST_GROWTH);
    }
  }

  /** Runs inference on 5 batches. */
  private static void detectAll(TrainingState state, InferenceWeights weights, BatchLoader loader) {
    try (EpochBatches batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (ImageBatch images = batches.next();
            Batch batch = Batch.of(images, weights.engine().device());
            TensorScope scope = TensorScope.inference()) {
          assertThat(state.detector().detect(weights.ops(), batch)).hasSize(2);
        }
      }
    }
  }

  private static long resident() {
    // Garbage in the Java heap must not count, only the memory of libtorch.
    System.gc();
    OptionalLong bytes = ResidentMemory.current();
    return bytes.orElseThrow();
  }

  private static final class Probe implements Listener {
    long afterWarmUp;
    long last;
    long steps;

    @Override
    public void onStep(StepResult step) {
      steps = step.step();
      if (steps == WARM_UP) {
        afterWarmUp = resident();
      } else if (steps % 50 == 0) {
        last = resident();
      }
    }
  }
}
