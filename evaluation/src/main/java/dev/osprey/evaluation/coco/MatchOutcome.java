package dev.osprey.evaluation.coco;

/**
 * The outcome of a detection at one IoU threshold and area range, as a byte because there are
 * millions.
 */
final class MatchOutcome {
  static final byte FALSE_POSITIVE = 0;
  static final byte TRUE_POSITIVE = 1;

  /** Matched to a crowd or to an object outside the area range, or outside it and unmatched. */
  static final byte IGNORED = 2;

  private MatchOutcome() {}
}
