package dev.osprey.parity.comparison;

import dev.osprey.core.FaceLandmarks;

/**
 * The tolerance of encoded targets, which cases do not give: the rounding of float32, element by
 * element.
 *
 * <p>Let {@code u = 2⁻²⁴} be the largest relative error of one rounding. A coordinate c of a box or
 * a point, the prior's centre p and its side s are rounded; then {@code t = (c - p) / (v · s)} is
 * computed with the variance v. Each coordinate and each sum adds at most {@code u·|value|} to the
 * error of the numerator; s, v, the product, the difference and the quotient add five relative
 * errors of t:
 *
 * <pre>
 *   centre    u · ((|x1| + |x2|)/2 + |c| + w/2 + |p| + s/2) / (v · s)  +  5u·|t|
 *   landmark  u · (|c| + |p| + s/2) / (v · s)                          +  5u·|t|
 *   side      u · ((|x1| + |x2|)/w + 3) / v                            +  4u·|t|,   t = ln(w/s) / v
 * </pre>
 *
 * <p>The terms w/2 and s/2 are from centres computed from a corner and a side. The bounds are the
 * same in pixels and in parts of the image. The peer and Osprey both round, so the tolerance is
 * twice the bound. It is small for large priors in the upper left corner and larger for small
 * priors at the opposite corner, where float32 has fewer digits.
 */
public final class TargetRoundingBound {
  private static final double UNIT = 0x1p-24;

  /** The number of computations: the peer's and ours. */
  private static final int COMPUTATIONS = 2;

  private final double centerVariance;
  private final double sideVariance;

  public TargetRoundingBound(double centerVariance, double sideVariance) {
    this.centerVariance = centerVariance;
    this.sideVariance = sideVariance;
  }

  /**
   * Returns the tolerances of the four targets of a box: dx, dy, dw, dh.
   *
   * @param boxes packed xyxy, in pixels as the anchors are
   * @param row of the box and of its anchor
   */
  public double[] ofBox(float[] boxes, float[] anchors, int row) {
    double[] tolerances = new double[4];
    for (int axis = 0; axis < 2; axis++) {
      Span box = Span.of(boxes, row, axis);
      Span anchor = Span.of(anchors, row, axis);
      tolerances[axis] = ofCenter(box, anchor);
      tolerances[2 + axis] = ofSide(box, anchor);
    }
    return tolerances;
  }

  /** Returns the tolerances of the ten targets of a face; 0 for unknown points. */
  public double[] ofLandmarks(float[] points, float[] anchors, int row) {
    double[] tolerances = new double[FaceLandmarks.COORDINATES];
    for (int k = 0; k < tolerances.length; k++) {
      double point = points[row * tolerances.length + k];
      tolerances[k] = Double.isNaN(point) ? 0 : ofPoint(point, Span.of(anchors, row, k % 2));
    }
    return tolerances;
  }

  private double ofCenter(Span box, Span anchor) {
    double size = centerVariance * anchor.side();
    double moved =
        box.magnitude() / 2
            + Math.abs(box.center())
            + box.side() / 2
            + Math.abs(anchor.center())
            + anchor.side() / 2;
    double target = (box.center() - anchor.center()) / size;
    return COMPUTATIONS * UNIT * (moved / size + 5 * Math.abs(target));
  }

  private double ofPoint(double point, Span anchor) {
    double size = centerVariance * anchor.side();
    double moved = Math.abs(point) + Math.abs(anchor.center()) + anchor.side() / 2;
    double target = (point - anchor.center()) / size;
    return COMPUTATIONS * UNIT * (moved / size + 5 * Math.abs(target));
  }

  private double ofSide(Span box, Span anchor) {
    double target = Math.log(box.side() / anchor.side()) / sideVariance;
    double relative = box.magnitude() / box.side() + 3;
    return COMPUTATIONS * UNIT * (relative / sideVariance + 4 * Math.abs(target));
  }

  /** A box along one axis. */
  private record Span(double low, double high) {
    static Span of(float[] boxes, int row, int axis) {
      return new Span(boxes[4 * row + axis], boxes[4 * row + 2 + axis]);
    }

    double side() {
      return high - low;
    }

    double center() {
      return (low + high) / 2;
    }

    double magnitude() {
      return Math.abs(low) + Math.abs(high);
    }
  }
}
