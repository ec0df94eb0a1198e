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
 * The tolerance of the norms of weights after some steps in float64, compared with the peer's steps
 * in float32. Cases do not contain it; it follows from the peer's rounding, tensor by tensor.
 *
 * <p>The tolerance is the sum of three parts:
 *
 * <ul>
 *   <li>The peer's measurement {@code float64_final_param_norm_max_rel_diff}: the largest relative
 *       difference of its norms from those of the same steps in float64. It is doubled, because our
 *       pixels differ in the last digits.
 *   <li>Storage: each step rounds each weight once, by at most {@code u = 2⁻²⁴}, and reading ours
 *       rounds again: {@code 2·steps·u·‖w‖}.
 *   <li>The path of a tensor, {@code Σ‖w(t+1) - w(t)‖}, has the error of its gradients. For these
 *       the case gives ε, relative to {@code max(‖g‖, 1e-3 · the largest ‖g‖)}. Steps of SGD are
 *       gradients, so the path has the relative error ε. Adam divides each element by its own size:
 *       if the elements of a gradient with standard deviation s each have an error of ε·s, the sign
 *       of those near zero changes, and the relative error of the path is {@code √E[min(1, ε/|z|)²]
 *       ≈ √(2ε)} with z normally distributed.
 * </ul>
 */
final class WeightRoundingBound {
  private static final double UNIT = 0x1p-24;
  private static final String MEASURED = "float64_final_param_norm_max_rel_diff";
  private static final double OF_MEASURED = 2;

  /** Gradients below this part of the largest norm have the absolute tolerance of that part. */
  private static final double MIN_PART = 1e-3;

  private final Weights weights;
  private final Map<String, float[]> last = new HashMap<>();
  private final Map<String, Double> ways = new HashMap<>();

  /** Starts with the weights before the first step. */
  WeightRoundingBound(Weights weights) {
    this.weights = weights;
    weights.trainable().keySet().forEach(path -> last.put(path, weights.values(path)));
  }

  /** Adds the change of a step. */
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
   * Returns the tolerance of a tensor's norm.
   *
   * @param path our name of the tensor
   * @param norm the peer's norm of the tensor after the last step
   * @param gradient the peer's norm of its gradient in the first step; 0 or less: no gradient
   * @param largestGradient the largest norm of all gradients
   */
  Tolerance of(CaseSpec spec, String path, double norm, double gradient, double largestGradient) {
    double storage = 2 * spec.required("steps").intValue() * UNIT;
    JsonNode measured = spec.root().path("stability").path(MEASURED);
    double way = ways.getOrDefault(path, 0.0) * ofWay(spec, gradient, largestGradient);
    return Tolerance.absolute((storage + OF_MEASURED * measured.asDouble(0)) * norm + way);
  }

  private static double ofWay(CaseSpec spec, double gradient, double largestGradient) {
    double small = gradient > 0 ? Math.max(1, MIN_PART * largestGradient / gradient) : 1;
    double relative = small * Tolerance.stated(spec, "grad_norm_rel");
    boolean adam = spec.required("optimizer").path("type").asText().equals("Adam");
    return Math.min(1, adam ? Math.sqrt(2 * relative) : relative);
  }
}
