package dev.osprey.parity;

/** Resizing, normalising and padding. */
final class TransformOperators implements OpsFamily.Operators {
  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    return false;
  }
}
