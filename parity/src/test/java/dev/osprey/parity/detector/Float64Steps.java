package dev.osprey.parity.detector;

import dev.osprey.data.SeededRandom;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The training steps of a case in float64: gradients of the first step, weights after the last.
 *
 * <p>A gradient jumps if the input of a unit is so close to 0 that rounding decides on which side
 * of its ReLU it is. One such unit on the path to the few positive anchors changes norms, and then
 * weights, by more than their tolerance. In float64 this does not depend on an engine's order of
 * summation. What remains is the peer's own rounding, which the cases give: its gradients are the
 * same in float32 and float64 ({@code float64_grad_norm_max_rel_diff}), and the difference of its
 * weights is measured ({@link WeightRoundingBound}). The losses of the steps are compared in
 * float32, in which users train.
 */
record Float64Steps(
    FirstGradients gradients, WeightRoundingBound rounding, Map<String, Double> finalNorms) {

  /**
   * Runs the steps from the given weights, which do not change.
   *
   * @param weights float32
   */
  static Float64Steps of(
      DetectorCase<?> detector,
      Weights weights,
      Batch batch,
      CaseSpec spec,
      ExpectedTensors expected) {
    Engine engine = new Engine(Device.CPU, Precision.FLOAT64, 0);
    FirstGradients first = FirstGradients.none();
    try (Weights exact =
            Weights.of(detector.network(), engine, (path, parameter) -> weights.values(path));
        CaseOptimizer optimizer = CaseOptimizer.of(spec.required("optimizer"), exact)) {
      WeightRoundingBound rounding = new WeightRoundingBound(exact);
      int steps = spec.required("steps").intValue();
      for (int step = 0; step < steps; step++) {
        try (TensorScope scope = TensorScope.training()) {
          optimizer.clearGradients();
          detector
              .detector()
              .losses(exact.trainingOps(), batch, SeededRandom.of(0))
              .total()
              .backward();
          if (step == 0) {
            first = FirstGradients.of(detector, exact, expected);
          }
          optimizer.step();
          rounding.afterStep();
        }
      }
      return new Float64Steps(first, rounding, norms(detector, exact));
    }
  }

  /** Returns the weights by the peer's names. */
  private static Map<String, Double> norms(DetectorCase<?> detector, Weights weights) {
    Map<String, Double> norms = new HashMap<>();
    for (String name : detector.peersParameters().keySet()) {
      double squares = 0;
      for (float value : weights.values(detector.toOurs(name))) {
        squares += (double) value * value;
      }
      norms.put(name, Math.sqrt(squares));
    }
    return norms;
  }

  /** Compares the norms of all weights after the last step. */
  void compareFinalNorms(DetectorCase<?> detector, CaseSpec spec, Comparison comparison) {
    comparison.isCompared("final_param_norms");
    List<String> names = spec.texts("all_param_names");
    double[] expected = comparison.expected().get("final_param_norms").values();
    Map<String, Double> peersGradients = FirstGradients.peersNorms(spec, comparison);
    double largest = peersGradients.values().stream().reduce(0.0, Math::max);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double gradient = peersGradients.getOrDefault(name, 0.0);
      comparison.number(
          "final_param_norms." + name,
          expected[i],
          finalNorms.getOrDefault(name, Double.NaN),
          rounding.of(spec, detector.toOurs(name), expected[i], gradient, largest));
    }
  }
}
