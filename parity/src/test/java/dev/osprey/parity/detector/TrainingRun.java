package dev.osprey.parity.detector;

import dev.osprey.data.SeededRandom;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.loss.Losses;
import dev.osprey.networks.Parameter;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A few training steps on one batch. Compares the losses before each update and after the last, the
 * gradients of the first step, and the weights after the last.
 */
public final class TrainingRun {
  private static final Map<String, String> TERMS =
      Map.of(
          "classification", "classification",
          "bbox_regression", "bbox_regression",
          "regression", "bbox_regression",
          "loss_c", "classification",
          "loss_l", "bbox_regression",
          "loss_landm", "landmark_regression");

  private final DetectorCase<?> detector;
  private final Weights weights;
  private final CaseSpec spec;
  private final Comparison comparison;
  private final List<String> columns;

  public TrainingRun(
      DetectorCase<?> detector, Weights weights, CaseSpec spec, Comparison comparison) {
    this.detector = detector;
    this.weights = weights;
    this.spec = spec;
    this.comparison = comparison;
    columns = spec.texts("loss_columns");
  }

  public void run(ImageBatch images) {
    compareNames();
    int steps = spec.required("steps").intValue();
    double[] losses = new double[(steps + 1) * columns.size()];
    Float64Steps exact;
    try (images;
        Batch batch = Batch.of(images, Device.CPU);
        CaseOptimizer optimizer = CaseOptimizer.of(spec.required("optimizer"), weights)) {
      exact = Float64Steps.of(detector, weights, batch, spec, comparison.expected());
      for (int step = 0; step < steps; step++) {
        try (TensorScope scope = TensorScope.training()) {
          Losses terms =
              detector.detector().losses(weights.trainingOps(), batch, SeededRandom.of(0));
          optimizer.clearGradients();
          terms.total().backward();
          double norm = optimizer.step();
          fill(losses, step, terms, norm);
        }
      }
      try (TensorScope scope = TensorScope.inference()) {
        fill(
            losses,
            steps,
            detector.detector().losses(weights.trainingOps(), batch, SeededRandom.of(0)),
            0);
      }
    }
    compare(losses, exact);
  }

  /** Compares which parameters exist and which are trained. */
  private void compareNames() {
    Map<String, Parameter> ours = detector.peersParameters();
    if (!ours.keySet().equals(new HashSet<>(spec.texts("all_param_names")))) {
      comparison.fail("all_param_names: ours are " + ours.keySet());
    }
    for (String name : ours.keySet()) {
      boolean trained = RequiredEntries.of(ours, name).isTrainable();
      if (trained != spec.texts("param_names").contains(name)) {
        comparison.fail("param_names: " + name + (trained ? " is trained" : " is frozen"));
      }
    }
  }

  private void fill(double[] losses, int row, Losses terms, double gradientNorm) {
    for (int column = 0; column < columns.size(); column++) {
      String name = columns.get(column);
      losses[row * columns.size() + column] =
          switch (name) {
            case "total" -> Tensors.number(terms.total());
            case "grad_norm_before_clip" -> gradientNorm;
            case "loss_l" -> term(terms, name) / spec.options().number("loc_weight", 1);
            default -> term(terms, name);
          };
    }
  }

  private static double term(Losses terms, String name) {
    return Tensors.number(RequiredEntries.of(terms.terms(), TERMS.getOrDefault(name, name)));
  }

  private void compare(double[] losses, Float64Steps exact) {
    for (String name : comparison.expected().names()) {
      if (name.equals("losses")) {
        compareLosses(losses);
      } else if (name.equals("grad_norms")) {
        exact.gradients().compareNorms(spec, comparison);
      } else if (name.equals("final_param_norms")) {
        exact.compareFinalNorms(detector, spec, comparison);
      } else if (name.startsWith("grad.")) {
        exact.gradients().compare(name, comparison);
      } else if (name.startsWith("final.")) {
        compareFinal(name, name.substring("final.".length()));
      } else if (name.startsWith("buffer.")) {
        compareFinal(name, name.substring("buffer.".length()));
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
      comparison.number(what, expected[i], losses[i], step == 0 ? first : later);
    }
  }

  private void compareFinal(String name, String peer) {
    float[] values = weights.values(detector.toOurs(peer));
    ExpectedTensors.Entry entry = comparison.expected().get(name);
    comparison.distance(
        name, Numbers.of(values, entry.shape()), Tolerance.stated(spec, "loss_after_steps_rel"));
  }
}
