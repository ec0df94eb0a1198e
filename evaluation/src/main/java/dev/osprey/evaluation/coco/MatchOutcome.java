package dev.osprey.evaluation.coco;

/**
 * The outcome of a detection at one IoU threshold and area range, a byte because there can be
 * millions of them.
 */
final class MatchOutcome {
  static final byte FALSE_POSITIVE = 0;
  static final byte TRUE_POSITIVE = 1;

  /** Matched to a crowd or an object outside the area range, or unmatched and itself outside it. */
  static final byte IGNORED = 2;

  private MatchOutcome() {}
}
