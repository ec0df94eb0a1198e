package dev.osprey.parity;

import dev.osprey.data.SeededRandom;
import dev.osprey.networks.Module;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of the first step, by the peer's names.
 *
 * <p>The network runs in float64 here. A gradient jumps where a unit's input is so close to 0 that
 * rounding decides on which side of its ReLU it falls: one such unit before the few positive
 * anchors moves norms by more than their tolerance. The peer's norms were chosen to be the same in
 * float32 and in float64 (the spec's {@code float64_grad_norm_max_rel_diff}), so float64 is the
 * side that does not depend on an engine's order of summation. The losses of the steps are compared
 * in float32, which is how a user trains.
 */
record FirstGradients(Map<String, Double> norms, Map<String, float[]> values) {
  /** Largest distance of a gradient's elements from the peer's, relative to their norm. */
  private static final double DISTANCE = 0.01;

  static FirstGradients none() {
    return new FirstGradients(Map.of(), Map.of());
  }

  static FirstGradients of(
      DetectorCase<?> detector, Weights weights, Batch batch, ExpectedTensors expected) {
    Map<String, Double> norms = new HashMap<>();
    Map<String, float[]> values = new HashMap<>();
    Module network = detector.detector().network();
    Engine engine = new Engine(Device.CPU, Precision.FLOAT64, 0);
    try (Weights exact = Weights.of(network, engine, (path, parameter) -> weights.values(path));
        TensorScope scope = TensorScope.training()) {
      detector.detector().losses(exact.trainingOps(), batch, SeededRandom.of(0)).total().backward();
      exact
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
    }
    return new FirstGradients(norms, values);
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
    comparison.distance(name, Numbers.of(Lookup.of(values, name), shape), DISTANCE);
  }
}
