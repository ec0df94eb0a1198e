package dev.osprey.parity.spec;

import java.nio.charset.StandardCharsets;

/**
 * Numbers that are the same to the bit in any language: SplitMix64 over a flat index, seeded by the
 * FNV-1a hash of a salt and a name.
 */
public record Formula(long seed) {

  public static Formula of(String salt, String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : (salt + "/" + name).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return new Formula(hash);
  }

  /** Returns u in [0, 1), a multiple of 2⁻²⁴, for the flat index {@code i}. */
  public double unit(long i) {
    long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 40) * 0x1p-24;
  }

  /** Returns {@code lo + (hi - lo) * u}, in double, rounded once. */
  public float[] range(double lo, double hi, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (lo + (hi - lo) * unit(i));
    }
    return values;
  }
}
