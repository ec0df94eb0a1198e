package dev.osprey.data;

/**
 * Random numbers that depend on their seed alone, on every JDK: SplitMix64 (Steele, Lea and Flood
 * 2014), whose constants also mix several numbers into one seed. Not thread-safe.
 */
public final class SeededRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private SeededRandom(long state) {
    this.state = state;
  }

  /** Creates the sequence for these numbers, in this order: {@code of(seed, epoch, index)}. */
  public static SeededRandom of(long... numbers) {
    long state = 0;
    for (long number : numbers) {
      state = mix(state + GAMMA) ^ number;
    }
    return new SeededRandom(mix(state + GAMMA));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high); {@code low} where both are the same. */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Uniform in 0 … bound - 1. */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound " + bound + " leaves nothing to draw from");
    }
    return (int) (nextDouble() * bound);
  }

  /** Puts {@code values} into a random order, in place (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
