package dev.osprey.training.loop;

import dev.osprey.networks.detector.Network;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.Weights;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An exponential moving average of all weights and running statistics (Polyak &amp; Juditsky 1992).
 * It decays faster at the start, when the weights still change quickly: after step s the decay is
 * at most (1 + s) / (10 + s), as in TensorFlow's average. Owns its copy.
 */
public final class MovingAverage implements AutoCloseable {
  private final double decay;
  private final Weights average;

  /** Starts at {@code weights}. */
  MovingAverage(Network network, Weights weights, double decay) {
    this.decay = decay;
    average = Weights.of(network, weights.engine(), (path, parameter) -> weights.values(path));
  }

  /**
   * Updates the average with the weights after a step.
   *
   * @param step from 1
   */
  void update(Weights weights, long step) {
    double currentDecay = Math.min(decay, (1.0 + step) / (10.0 + step));
    Scalar weight = new Scalar(1 - currentDecay);
    Map<String, Tensor> averaged = average.tensors();
    for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
      try (TensorScope scope = TensorScope.inference()) {
        Objects.requireNonNull(averaged.get(entry.getKey())).lerp_(entry.getValue(), weight);
      }
    }
  }

  /** The averaged values; this object keeps owning them. */
  public Weights weights() {
    return average;
  }

  @Override
  public void close() {
    average.close();
  }
}
