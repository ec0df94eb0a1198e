package dev.osprey.training.loop;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.loss.Losses;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.TrainingConfig;
import dev.osprey.training.optimizer.Gradients;
import dev.osprey.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One optimiser step: losses and gradients of each of its batches, then clipping and the update.
 * Values that are not finite stop the run before they reach the weights.
 */
final class TrainingStep {

  /** The result of a step: means over its batches. */
  record Outcome(
      Map<String, Double> losses, double total, double gradientNorm, List<LabelledImage> images) {}

  /**
   * Separates the random numbers of the samplers from those of the loader, which has the same seed.
   */
  private static final long SAMPLERS = 1;

  private final Detector detector;
  private final Device device;
  private final TorchOps ops;
  private final Gradients gradients;
  private final Optimizer optimizer;
  private final TrainingConfig config;

  TrainingStep(Detector detector, Weights weights, Optimizer optimizer, TrainingConfig config) {
    this.detector = detector;
    this.device = weights.engine().device();
    this.ops = weights.trainingOps();
    this.gradients = new Gradients(weights);
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * Takes one step.
   *
   * @param count number of batches of this step, at least 1
   */
  Outcome run(EpochBatches batches, int count, double learningRate) {
    Map<String, Double> losses = new LinkedHashMap<>();
    List<LabelledImage> images = new ArrayList<>();
    gradients.clear();
    for (int i = 0; i < count; i++) {
      try (Batch batch = take(batches)) {
        images.addAll(batch.labelled());
        SeededRandom random = SeededRandom.of(config.seed(), SAMPLERS, optimizer.steps(), i);
        accumulate(batch, count, random)
            .forEach((name, value) -> losses.merge(name, value, Double::sum));
      }
    }
    Double maxNorm = config.clipNorm();
    double norm = maxNorm == null ? gradients.norm() : gradients.clip(maxNorm);
    if (!Double.isFinite(norm)) {
      throw notFinite("the gradient's norm is " + norm + " (losses " + losses + ")", images);
    }
    optimizer.step(learningRate);
    gradients.clear();
    double total = losses.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Outcome(losses, total, norm, images);
  }

  /** Copies the next batch, so that its buffer returns to the loader before the network runs. */
  private Batch take(EpochBatches batches) {
    try (ImageBatch images = batches.next()) {
      return Batch.of(images, device);
    }
  }

  /** Adds the gradients of a batch. Returns its part of the losses. */
  private Map<String, Double> accumulate(Batch batch, int count, SeededRandom random) {
    try (TensorScope scope = TensorScope.training()) {
      Losses losses = detector.losses(ops, batch, random);
      Map<String, Double> values = values(losses);
      if (!values.values().stream().allMatch(Double::isFinite)) {
        throw notFinite("the loss is not finite: " + values, batch.labelled());
      }
      Tensor total = losses.total();
      (count == 1 ? total : total.div(new Scalar((double) count))).backward();
      values.replaceAll((name, value) -> value / count);
      return values;
    }
  }

  private static Map<String, Double> values(Losses losses) {
    Tensor[] terms = losses.terms().values().toArray(Tensor[]::new);
    double[] numbers = Tensors.doubles(torch.stack(new TensorVector(terms)).detach());
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : losses.terms().keySet()) {
      values.put(name, numbers[values.size()]);
    }
    return values;
  }

  private UserError notFinite(String what, List<LabelledImage> images) {
    List<String> files = images.stream().map(image -> image.sample().name()).toList();
    return new UserError(
        "step "
            + (optimizer.steps() + 1)
            + ": "
            + what
            + ". Images of the step: "
            + String.join(", ", files)
            + ". Check their boxes; or lower optimizer.learningRate, lengthen schedule.warmUp, or"
            + " set training.clipNorm");
  }
}
