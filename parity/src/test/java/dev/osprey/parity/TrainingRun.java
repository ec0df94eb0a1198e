package dev.osprey.parity;

import dev.osprey.data.loader.PictureBatch;
import dev.osprey.detection.Losses;
import dev.osprey.networks.Parameter;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A few steps on one batch: losses before each update and after the last, gradients of the first
 * step, weights after the last.
 */
final class TrainingRun {
  private static final Map<String, String> TERMS =
      Map.of(
          "classification", "classification",
          "bbox_regression", "bbox_regression",
          "regression", "bbox_regression");

  /**
   * Largest distance of one gradient from the peer's, relative to its norm. Norms are compared far
   * more strictly; but one unit whose input is nearly 0 may fall on either side of its ReLU, which
   * moves a gradient by half a percent. The peer parts from itself in the same way: in E3 its
   * float32 and its float64 gradients of {@code layer2.0.conv1} lie 2e-3 apart.
   */
  private static final double GRADIENT_DISTANCE = 0.02;

  /** Weights move little in a few steps: their norms agree far better than the losses. */
  private static final double FINAL_NORM = 1e-5;

  private final RetinaNetCase retinaNet;
  private final Weights weights;
  private final CaseSpec spec;
  private final Comparison comparison;
  private final List<String> columns;
  private final Map<String, float[]> gradients = new HashMap<>();
  private final Map<String, Double> gradientNorms = new HashMap<>();

  TrainingRun(RetinaNetCase retinaNet, Weights weights, CaseSpec spec, Comparison comparison) {
    this.retinaNet = retinaNet;
    this.weights = weights;
    this.spec = spec;
    this.comparison = comparison;
    columns = spec.texts("loss_columns");
  }

  void run(PictureBatch pictures) {
    compareNames();
    int steps = spec.required("steps").intValue();
    double[] losses = new double[(steps + 1) * columns.size()];
    try (pictures;
        Batch batch = Batch.of(pictures, Device.CPU);
        CaseOptimizer optimizer = CaseOptimizer.of(spec.required("optimizer"), weights)) {
      for (int step = 0; step < steps; step++) {
        try (TensorScope scope = TensorScope.training()) {
          Losses terms = retinaNet.detector().losses(weights.trainingOps(), batch);
          optimizer.clearGradients();
          terms.total().backward();
          if (step == 0) {
            rememberGradients();
          }
          double norm = optimizer.step();
          fill(losses, step, terms, norm);
        }
      }
      try (TensorScope scope = TensorScope.detecting()) {
        fill(losses, steps, retinaNet.detector().losses(weights.trainingOps(), batch), 0);
      }
    }
    compare(losses);
  }

  /** The same parameters are trained, and there are the same. */
  private void compareNames() {
    Map<String, Parameter> ours = retinaNet.peersParameters();
    if (!ours.keySet().equals(new java.util.HashSet<>(spec.texts("all_param_names")))) {
      comparison.fail("all_param_names: ours are " + ours.keySet());
    }
    for (String name : ours.keySet()) {
      boolean trained = Parameters.of(ours, name).isTrainable();
      if (trained != spec.texts("param_names").contains(name)) {
        comparison.fail("param_names: " + name + (trained ? " is trained" : " is frozen"));
      }
    }
  }

  /** Looks up what must be there. */
  private static final class Parameters {
    private Parameters() {}

    static <V> V of(Map<String, V> map, String name) {
      V value = map.get(name);
      if (value == null) {
        throw new CaseError("no parameter " + name);
      }
      return value;
    }
  }

  private void rememberGradients() {
    weights
        .trainable()
        .forEach(
            (path, tensor) -> {
              Tensor gradient = tensor.grad();
              String name = retinaNet.toPeer(path);
              gradientNorms.put(name, gradient.defined() ? TensorValues.norm(gradient) : -1);
              if (comparison.expected().has("grad." + name) && gradient.defined()) {
                gradients.put(name, Tensors.floats(gradient));
              }
            });
  }

  private void fill(double[] losses, int row, Losses terms, double gradientNorm) {
    for (int column = 0; column < columns.size(); column++) {
      String name = columns.get(column);
      losses[row * columns.size() + column] =
          switch (name) {
            case "total" -> Tensors.number(terms.total());
            case "grad_norm_before_clip" -> gradientNorm;
            default ->
                Tensors.number(
                    Parameters.of(
                        terms.terms(), TERMS.getOrDefault(name, "a column called " + name)));
          };
    }
  }

  private void compare(double[] losses) {
    double gradRel = Tolerance.stated(spec, "grad_norm_rel");
    for (String name : comparison.expected().names()) {
      if (name.equals("losses")) {
        compareLosses(losses);
      } else if (name.equals("grad_norms")) {
        compareGradientNorms(gradRel);
      } else if (name.equals("final_param_norms")) {
        compareFinalNorms();
      } else if (name.startsWith("grad.")) {
        compareGradient(name);
      } else if (name.startsWith("final.")) {
        compareFinal(name);
      }
    }
  }

  private void compareLosses(double[] losses) {
    comparison.isCompared("losses");
    double[] expected = comparison.expected().get("losses").values();
    if (expected.length != losses.length) {
      comparison.fail("losses: " + losses.length + " numbers in place of " + expected.length);
      return;
    }
    Tolerance first = Tolerance.relative(Tolerance.stated(spec, "loss_step0_rel"));
    Tolerance later = Tolerance.relative(Tolerance.stated(spec, "loss_after_steps_rel"));
    for (int i = 0; i < losses.length; i++) {
      int step = i / columns.size();
      String what = "losses[" + step + "]." + columns.get(i % columns.size());
      comparison.record(what, (step == 0 ? first : later).share(expected[i], losses[i]));
    }
  }

  private void compareGradientNorms(double relative) {
    comparison.isCompared("grad_norms");
    List<String> names = spec.texts("param_names");
    double[] expected = comparison.expected().get("grad_norms").values();
    double largest = comparison.expected().get("grad_norms").absMax();
    for (int i = 0; i < names.size(); i++) {
      double norm = gradientNorms.getOrDefault(names.get(i), -1.0);
      double scale = Math.max(expected[i], 1e-3 * largest);
      comparison.record(
          "grad_norms." + names.get(i),
          Tolerance.absolute(relative * scale).share(expected[i], norm));
    }
  }

  private void compareGradient(String name) {
    float[] gradient = Parameters.of(gradients, name.substring("grad.".length()));
    long[] shape = comparison.expected().get(name).shape();
    comparison.distance(name, Numbers.of(gradient, shape), GRADIENT_DISTANCE);
  }

  private void compareFinalNorms() {
    comparison.isCompared("final_param_norms");
    List<String> names = spec.texts("all_param_names");
    double[] expected = comparison.expected().get("final_param_norms").values();
    for (int i = 0; i < names.size(); i++) {
      double squares = 0;
      for (float value : weights.values(retinaNet.toOurs(names.get(i)))) {
        squares += (double) value * value;
      }
      comparison.record(
          "final_param_norms." + names.get(i),
          Tolerance.relative(FINAL_NORM).share(expected[i], Math.sqrt(squares)));
    }
  }

  private void compareFinal(String name) {
    String peer = name.substring("final.".length());
    float[] values = weights.values(retinaNet.toOurs(peer));
    ExpectedTensors.Entry entry = comparison.expected().get(name);
    comparison.distance(
        name, Numbers.of(values, entry.shape()), Tolerance.stated(spec, "loss_after_steps_rel"));
  }
}
