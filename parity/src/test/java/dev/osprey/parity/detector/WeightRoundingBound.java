package dev.osprey.parity.detector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far norms of weights after some steps in float64 may lie from those of the peer's steps in
 * float32, for no case states it: as far as the peer's rounding moves them, tensor by tensor.
 *
 * <p>The tolerance is the sum of three parts:
 *
 * <ul>
 *   <li>What the peer measured: {@code float64_final_param_norm_max_rel_diff}, the largest relative
 *       distance of its norms from those of the same steps in float64, which are ours. Twice that,
 *       since ours begin with other last digits of the pixels.
 *   <li>Storage: each step rounds each weight once, by {@code u = 2⁻²⁴} at most, and so does what
 *       is read of ours: {@code 2·steps·u·‖w‖}.
 *   <li>The way that a tensor went, {@code Σ‖w(t+1) - w(t)‖}, is as wrong as its gradients may be.
 *       For these the case states ε, relative to {@code max(‖g‖, 1e-3 · the largest ‖g‖)}. SGD's
 *       steps are gradients, so the way is off by ε of itself. Adam divides each element by its own
 *       size: where a gradient's elements of standard deviation s are each off by ε·s, that turns
 *       the sign of those near zero, and the way is off by {@code √E[min(1, ε/|z|)²] ≈ √(2ε)} of
 *       itself, z being normally distributed.
 * </ul>
 */
final class WeightRoundingBound {
  private static final double UNIT = 0x1p-24;
  private static final String MEASURED = "float64_final_param_norm_max_rel_diff";
  private static final double OF_MEASURED = 2;

  /** Below this part of the largest norm, gradients have its absolute tolerance. */
  private static final double LEAST_PART = 1e-3;

  private final Weights weights;
  private final Map<String, float[]> last = new HashMap<>();
  private final Map<String, Double> ways = new HashMap<>();

  /** Weights before the first step. */
  WeightRoundingBound(Weights weights) {
    this.weights = weights;
    weights.trainable().keySet().forEach(path -> last.put(path, weights.values(path)));
  }

  /** Adds what a step moved. */
  void afterStep() {
    for (String path : List.copyOf(last.keySet())) {
      float[] now = weights.values(path);
      ways.merge(path, distance(RequiredEntries.of(last, path), now), Double::sum);
      last.put(path, now);
    }
  }

  private static double distance(float[] one, float[] other) {
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  /**
   * The tolerance of a tensor's norm.
   *
   * @param path our name of the tensor
   * @param norm the peer's of the tensor after the last step
   * @param gradient the peer's of its gradient in the first step; 0 or less: it has none
   * @param largestGradient of all tensors
   */
  Tolerance of(CaseSpec spec, String path, double norm, double gradient, double largestGradient) {
    double storage = 2 * spec.required("steps").intValue() * UNIT;
    JsonNode measured = spec.root().path("stability").path(MEASURED);
    double way = ways.getOrDefault(path, 0.0) * ofWay(spec, gradient, largestGradient);
    return Tolerance.absolute((storage + OF_MEASURED * measured.asDouble(0)) * norm + way);
  }

  private static double ofWay(CaseSpec spec, double gradient, double largestGradient) {
    double small = gradient > 0 ? Math.max(1, LEAST_PART * largestGradient / gradient) : 1;
    double relative = small * Tolerance.stated(spec, "grad_norm_rel");
    boolean adam = spec.required("optimizer").path("type").asText().equals("Adam");
    return Math.min(1, adam ? Math.sqrt(2 * relative) : relative);
  }
}
