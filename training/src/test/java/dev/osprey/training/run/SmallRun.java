package dev.osprey.training.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.MovingAverage;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.loop.TrainingState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A small RetinaNet (MobileNet of width 0.25 or ResNet-18, 32 channels, towers of one convolution)
 * on a few drawn images of 64x64 pixels.
 */
public final class SmallRun {
  private static final String CONFIG =
      """
      model:
        preset: retinanet-r18-torchvision
        preprocessing: {resize: {side: 64, longest: 64}}
        neck: {channels: 32}
        head: {depth: 1, channels: 32}
        postprocess: {maxDetections: 20}
      optimizer: {learningRate: 0.01}
      schedule: {warmUp: {steps: 4}}
      training: {epochs: 2, batchSize: 4, clipNorm: 5.0, seed: 7, workers: 2, prefetch: 2}
      evaluation: {batchSize: 4}
      engine: {device: cpu, threads: 1}
      """;

  private SmallRun() {}

  /** The configuration with the MobileNet, whose files are small, and with changed settings. */
  public static RunConfig config(String... assignments) {
    ObjectNode backbone = ConfigReader.tree(MobileNetV1.Config.of(0.25));
    ObjectNode tree = ConfigReader.readJson(ObjectNode.class, CONFIG, "test");
    ((ObjectNode) tree.path("model")).set("backbone", backbone.put("type", "mobilenet-v1"));
    return read(tree, assignments);
  }

  /** The configuration with the ResNet-18 and changed settings. */
  public static RunConfig resnet(String... assignments) {
    return read(ConfigReader.readJson(ObjectNode.class, CONFIG, "test"), assignments);
  }

  private static RunConfig read(ObjectNode tree, String... assignments) {
    for (String assignment : assignments) {
      ConfigTree.assign(tree, assignment);
    }
    return RunConfig.read(tree, "test");
  }

  /** Draws a data set into {@code folder}: 10 training and 4 validation images. */
  public static TrainingRun.Splits splits(Path folder) {
    return splits(folder, 10);
  }

  /** Draws a data set with another number of training images. */
  public static TrainingRun.Splits splits(Path folder, int trainImageCount) {
    new ShapesDataset(trainImageCount, 4, 64, 3).write(folder);
    return read(folder);
  }

  /** Reads a data set that was drawn before. */
  public static TrainingRun.Splits read(Path folder) {
    return new TrainingRun.Splits(read(folder, "train"), read(folder, "val"));
  }

  private static Dataset read(Path folder, String split) {
    return DatasetFormats.read(DatasetSource.of(folder).withSplit(split), warning -> {});
  }

  public static TrainingRun open(
      RunConfig config,
      TrainingRun.Splits splits,
      Path folder,
      TrainingRun.Start start,
      Listener... listeners) {
    return TrainingRun.open(
        config, splits, new RunFolder(folder), start, List.of(listeners), (done, images) -> {});
  }

  /** Takes one step, like a run that is interrupted in the middle of an epoch. */
  public static StopReason takeOneStep(
      RunConfig config, TrainingRun.Splits splits, Path folder, TrainingRun.Start start) {
    AtomicReference<Trainer> trainer = new AtomicReference<>();
    Listener stopping =
        new Listener() {
          @Override
          public void onStep(StepResult step) {
            Objects.requireNonNull(trainer.get()).requestStop();
          }
        };
    try (TrainingRun run = open(config, splits, folder, start, stopping)) {
      trainer.set(run.trainer());
      return run.trainer().run(Trainer.Estimation.NONE);
    }
  }

  /** All weights and their average, by name. */
  public static Map<String, List<Float>> tensors(TrainingState state) {
    Map<String, List<Float>> all = values(state.weights());
    MovingAverage average = state.average();
    if (average != null) {
      values(average.weights()).forEach((path, values) -> all.put("average/" + path, values));
    }
    return all;
  }

  /** All values, by path. */
  public static Map<String, List<Float>> values(Weights weights) {
    Map<String, List<Float>> all = new HashMap<>();
    weights.tensors().keySet().forEach(path -> all.put(path, boxed(weights.values(path))));
    return all;
  }

  private static List<Float> boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }
}
