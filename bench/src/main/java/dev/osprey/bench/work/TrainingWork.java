package dev.osprey.bench.work;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.weights.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * One step of a {@link Trainer}: batch, forward, losses, backward, SGD. The trainer runs in a
 * thread of its own, and a listener holds it between steps.
 */
final class TrainingWork implements RepeatedWork {
  private static final int IMAGES_OF_AN_EPOCH = 100_000;

  /** So small that thousands of steps leave random weights finite. */
  private static final String RUN =
      """
      {"optimizer": {"type": "sgd", "learningRate": 1e-9, "momentum": 0.9, "weightDecay": 1e-4},
       "schedule": {"warmUp": null, "decay": {"type": "constant"}}, "augmentations": [],
       "training": {"epochs": 1000, "workers": 1, "prefetch": 2}, "engine": {"device": "cpu"}}
      """;

  private final TrainingState state;
  private final BatchLoader loader;
  private final Trainer trainer;
  private final Semaphore permits = new Semaphore(0);
  private final SynchronousQueue<StepResult> steps = new SynchronousQueue<>();
  private final CompletableFuture<Void> training;

  TrainingWork(WorkSettings settings) {
    RunConfig config = config(settings);
    Detector detector = config.model().create();
    try (ModelFile file = ModelFile.open(settings.path("model"))) {
      loader =
          new BatchLoader(
              dataset(settings, file),
              config.model().preprocessing(),
              List.of(),
              config.training().loader());
      state =
          TrainingState.start(
              config,
              detector,
              file.labels(),
              file.weights(detector.network(), config.engine().engine()),
              loader.batchesPerEpoch());
    }
    trainer = new Trainer(state, loader, null, List.of(new Holding()), System::nanoTime);
    training = CompletableFuture.runAsync(this::train, task -> new Thread(task, "trainer").start());
  }

  private static RunConfig config(WorkSettings settings) {
    ObjectNode tree = ConfigReader.readJson(ObjectNode.class, RUN, "bench");
    ConfigTree.assign(tree, "model.preset=" + settings.text("preset"));
    ConfigTree.assign(tree, "model.preprocessing.resize.side=" + settings.text("side"));
    ConfigTree.assign(tree, "model.preprocessing.resize.longest=" + settings.text("longest"));
    ConfigTree.assign(tree, "training.batchSize=" + settings.text("batch"));
    ConfigTree.assign(tree, "engine.precision=" + settings.text("precision"));
    ConfigTree.assign(tree, "engine.threads=" + settings.text("threads"));
    return RunConfig.read(tree, "bench");
  }

  /** One image with boxes, as often as an epoch needs it. */
  private static Dataset dataset(WorkSettings settings, ModelFile model) {
    BoxesFile boxes = BoxesFile.read(settings.path("boxes"));
    List<Annotation> objects = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      float[] xyxy = boxes.boxes();
      Box box = new Box(xyxy[4 * i], xyxy[4 * i + 1], xyxy[4 * i + 2], xyxy[4 * i + 3]);
      objects.add(Annotation.of(box, 1 + i % (model.labels().size() - 1)));
    }
    List<Sample> samples = new ArrayList<>();
    for (long id = 0; id < IMAGES_OF_AN_EPOCH; id++) {
      samples.add(new Sample(id, settings.path("image"), objects));
    }
    return new Dataset("one image", model.labels(), samples);
  }

  private void train() {
    var unused = trainer.run(Trainer.Estimation.NONE);
  }

  /** Waits for permission before each step, and hands its result over. */
  private final class Holding implements Listener {
    @Override
    public void onStart(RunPlan plan, TrainingState ofRun) {
      permits.acquireUninterruptibly();
    }

    @Override
    public void onStep(StepResult step) {
      try {
        steps.put(step);
        permits.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        trainer.requestStop();
      }
    }
  }

  @Override
  public WorkResult run() {
    permits.release();
    try {
      StepResult step = steps.poll(10, TimeUnit.MILLISECONDS);
      while (step == null) {
        if (training.isDone()) {
          training.get(); // throws what ended it
          throw new IllegalStateException("the training has ended");
        }
        step = steps.poll(10, TimeUnit.MILLISECONDS);
      }
      Checksum checksum = new Checksum();
      checksum.add(step.total());
      return new WorkResult(step.seconds(), checksum.text(), Map.of("loss", step.total()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    trainer.requestStop();
    permits.release();
    training.exceptionally(failure -> null).join(); // a failure was thrown by the run that met it
    state.close();
    loader.close();
  }
}
