package dev.osprey.parity.detector;

import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The gradients of the first step, by the peer's names; see {@link Float64Steps}. */
record FirstGradients(Map<String, Double> norms, Map<String, float[]> values) {
  /** Largest difference of a gradient's elements from the peer's, relative to their norm. */
  private static final double DISTANCE = 0.01;

  static FirstGradients none() {
    return new FirstGradients(Map.of(), Map.of());
  }

  /** Reads the current gradients of the weights. */
  static FirstGradients of(DetectorCase<?> detector, Weights weights, ExpectedTensors expected) {
    Map<String, Double> norms = new HashMap<>();
    Map<String, float[]> values = new HashMap<>();
    weights
        .trainable()
        .forEach(
            (path, tensor) -> {
              Tensor gradient = tensor.grad();
              String name = detector.toPeer(path);
              norms.put(name, gradient.defined() ? TensorValues.norm(gradient) : -1);
              if (gradient.defined() && expected.has("grad." + name)) {
                values.put("grad." + name, Tensors.floats(gradient));
              }
            });
    return new FirstGradients(norms, values);
  }

  /** Returns the norms that the case expects; -1: no gradient. */
  static Map<String, Double> peersNorms(CaseSpec spec, Comparison comparison) {
    Map<String, Double> norms = new HashMap<>();
    List<String> names = spec.texts("param_names");
    double[] stored = comparison.expected().get("grad_norms").values();
    for (int i = 0; i < names.size(); i++) {
      norms.put(names.get(i), stored[i]);
    }
    return norms;
  }

  void compareNorms(CaseSpec spec, Comparison comparison) {
    comparison.isCompared("grad_norms");
    List<String> names = spec.texts("param_names");
    double[] expected = comparison.expected().get("grad_norms").values();
    double largest = comparison.expected().get("grad_norms").absMax();
    double relative = Tolerance.stated(spec, "grad_norm_rel");
    for (int i = 0; i < names.size(); i++) {
      Tolerance tolerance = Tolerance.absolute(relative * Math.max(expected[i], 1e-3 * largest));
      double norm = norms.getOrDefault(names.get(i), -1.0);
      comparison.number("grad_norms." + names.get(i), expected[i], norm, tolerance);
    }
  }

  void compare(String name, Comparison comparison) {
    long[] shape = comparison.expected().get(name).shape();
    comparison.distance(name, Numbers.of(RequiredEntries.of(values, name), shape), DISTANCE);
  }
}
