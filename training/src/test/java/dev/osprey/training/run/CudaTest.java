package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Detections;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.Trainer.Estimation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the build profile {@code -Pgpu} and a CUDA device. */
@Tag("cuda")
class CudaTest {
  @TempDir Path temp;

  @Test
  void trainingStepOnCudaGivesTheLossesOfTheCpu() {
    List<StepResult> steps = new ArrayList<>();
    for (String device : List.of("cpu", "cuda")) {
      RunConfig config = SmallRun.resnet("training.epochs=1", "engine.device=" + device);
      Listener first =
          new Listener() {
            private boolean seen;

            @Override
            public void onStep(StepResult step) {
              if (!seen) {
                seen = true;
                steps.add(step);
              }
            }
          };
      try (TrainingRun run =
          SmallRun.open(
              config,
              SmallRun.splits(temp.resolve("shapes " + device)),
              temp.resolve(device),
              TrainingRun.Start.FRESH,
              first)) {
        run.trainer().run(Estimation.NONE);
      }
    }
    assertThat(steps.get(1).total()).isCloseTo(steps.get(0).total(), within(1e-3));
    assertThat(steps.get(1).gradientNorm())
        .isCloseTo(steps.get(0).gradientNorm(), within(1e-2 * steps.get(0).gradientNorm()));
  }

  @Test
  void detectionsOnCudaMatchThoseOfTheCpu() {
    RunConfig config = SmallRun.resnet("model.postprocess={scoreThreshold: 0.005}");
    TrainingRun.Splits splits = SmallRun.splits(temp.resolve("shapes"));
    var detector = config.withClasses(splits.train().labels().size()).model().create();
    Engine cuda = new Engine(Device.parse("cuda"), Precision.FLOAT32, 0);
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1);
        Predictor onCpu = Predictor.of(detector, splits.train().labels(), weights, Engine.cpu());
        Predictor onCuda = Predictor.of(detector, splits.train().labels(), weights, cuda);
        BatchLoader loader =
            new BatchLoader(
                splits.train(),
                config.model().preprocessing(),
                List.of(),
                config.training().evaluationLoader(2));
        EpochBatches batches = loader.epoch(0);
        ImageBatch batch = batches.next()) {
      Detections expected = onCpu.detect(batch).get(0);
      Detections found = onCuda.detect(batch).get(0);
      assertThat(found.size()).isEqualTo(expected.size());
      for (int i = 0; i < Math.min(found.size(), 10); i++) {
        assertThat(found.score(i)).isCloseTo(expected.score(i), within(1e-4f));
      }
    }
  }
}
