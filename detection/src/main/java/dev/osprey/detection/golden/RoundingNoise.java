package dev.osprey.detection.golden;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** Changes numbers by about as much as engines differ, by the same amounts on every machine. */
public final class RoundingNoise {
  /** Engines differ by some millionths of an output's largest number. */
  private static final float SHARE = 3e-6f;

  private RoundingNoise() {}

  /** Number of trials with changed outputs. */
  static final int TRIALS = 8;

  /** Changes the logits and deltas of all levels. */
  static HeadOutputs<Tensor> add(HeadOutputs<Tensor> outputs, int trial) {
    return new HeadOutputs<>(
        outputs.logits().stream().map(level -> add(level, trial)).toList(),
        outputs.deltas().stream().map(level -> add(level, trial)).toList(),
        outputs.landmarks());
  }

  /**
   * The tensor on the CPU with each number changed by another small amount.
   *
   * @param trial 0: as it is
   */
  public static Tensor add(Tensor tensor, int trial) {
    if (trial == 0) {
      return tensor;
    }
    float[] values = Tensors.floats(tensor);
    float largest = 1;
    for (float value : values) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    SplittableRandom random = new SplittableRandom(trial);
    for (int i = 0; i < values.length; i++) {
      values[i] += SHARE * largest * (float) random.nextDouble(-1, 1);
    }
    return Tensors.of(values, Device.CPU, Tensors.shape(tensor));
  }
}
