package dev.osprey.evaluation.coco;

/** What a detection is at one IoU threshold and area range; bytes, for there are millions. */
final class MatchOutcome {
  static final byte FALSE_POSITIVE = 0;
  static final byte TRUE_POSITIVE = 1;

  /** Matched to a crowd or to an object outside the area range, or outside it and unmatched. */
  static final byte IGNORED = 2;

  private MatchOutcome() {}
}
