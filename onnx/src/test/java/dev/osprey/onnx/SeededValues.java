package dev.osprey.onnx;

import dev.osprey.networks.Parameter;
import dev.osprey.torch.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random values of parameters, drawn once: weights that keep the variance of their input, norms
 * that shift and scale a little.
 */
final class SeededValues implements Weights.Source {
  private final long seed;
  private final Map<String, float[]> drawn = new HashMap<>();

  SeededValues(long seed) {
    this.seed = seed;
  }

  @Override
  public float[] values(String path, Parameter parameter) {
    return drawn.computeIfAbsent(path, key -> draw(key, parameter));
  }

  /** Multiplies the values of some paths. */
  void scale(String paths, double factor) {
    drawn.forEach(
        (path, values) -> {
          for (int i = 0; path.matches(paths) && i < values.length; i++) {
            values[i] *= (float) factor;
          }
        });
  }

  private float[] draw(String path, Parameter parameter) {
    long[] shape = parameter.shape();
    float[] values = new float[Math.toIntExact(parameter.count())];
    SplittableRandom random = new SplittableRandom(seed + path.hashCode());
    if (shape.length > 1) {
      // uniform with variance 2 / fanIn
      double bound = Math.sqrt(6.0 * shape[0] / values.length);
      fill(values, 0, bound, random);
    } else if (path.endsWith("running_var")) {
      fill(values, 1.5, 0.5, random);
    } else if (path.endsWith("weight")) {
      fill(values, 1, 0.2, random);
    } else {
      fill(values, 0, 0.2, random);
    }
    return values;
  }

  private static void fill(float[] values, double middle, double spread, SplittableRandom random) {
    // two values of each draw: the networks are large
    for (int i = 0; i < values.length; i += 2) {
      long bits = random.nextLong();
      values[i] = (float) (middle + spread * ((int) bits * 0x1p-31));
      if (i + 1 < values.length) {
        values[i + 1] = (float) (middle + spread * ((int) (bits >> 32) * 0x1p-31));
      }
    }
  }
}
