package dev.osprey.detection.golden;

/** How far the answers of correct engines may be from a golden one. */
public enum GoldenTolerance {
  /** Engines round float32 in different ways. */
  FLOAT32(GoldenDifference.MOST_PIXELS, GoldenDifference.MOST_SCORE, GoldenDifference.MOST_RAW, 0),

  /**
   * A network in int8 repeats its numbers on processors of one kind. Others round a few values to
   * the level beside, which later layers enlarge: between the fused and the plain operators of ONNX
   * Runtime boxes of blood cells moved by up to 11 pixels, scores by up to 0.1.
   */
  INT8(16, 0.2, 0.2, 0.25);

  private final double pixels;
  private final double score;
  private final double raw;
  private final double unmatchedShare;

  GoldenTolerance(double pixels, double score, double raw, double unmatchedShare) {
    this.pixels = pixels;
    this.score = score;
    this.raw = raw;
    this.unmatchedShare = unmatchedShare;
  }

  /** Whether all differences are within this tolerance; NaN is not. */
  public boolean allows(GoldenDifference difference) {
    return difference.unmatched() <= unmatchedShare * difference.detections()
        && difference.pixels() <= pixels
        && difference.score() <= score
        && difference.raw() <= raw;
  }

  /** The tolerances for messages. */
  @Override
  public String toString() {
    return pixels + " pixels, " + score + " of a score and " + raw + " of an output's range";
  }
}
