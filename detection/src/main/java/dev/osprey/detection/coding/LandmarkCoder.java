package dev.osprey.detection.coding;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Encodes the landmarks of a face as deltas of an anchor, and decodes them: offsets from the
 * anchor's centre as fractions of its sides (Deng et al. 2020, section 3.2). Gradients flow through
 * {@link #decode(Tensor, Tensor)}.
 */
public final class LandmarkCoder {

  /**
   * @param deviation what landmark deltas are divided by; usual: 0.1
   */
  public record Config(double deviation) {
    public Config {
      if (!(deviation > 0 && Double.isFinite(deviation))) {
        throw new UserError(
            "landmarkCoder.deviation is " + deviation + "; give a number above 0 (usual: 0.1)");
      }
    }
  }

  private final float deviation;

  public LandmarkCoder(Config config) {
    deviation = (float) config.deviation;
  }

  /**
   * Encodes points as landmark deltas.
   *
   * @param points (R, 10): x1, y1, … y5
   * @param anchors (R, 4), xyxy in the same pixels
   * @return (R, 10)
   */
  public Tensor encode(Tensor points, Tensor anchors) {
    Tensor sides = sides(anchors);
    Tensor deltas = points.view(-1, FaceLandmarks.COUNT, 2).sub(centers(anchors));
    return deltas.div(sides.mul(deviation())).view(-1, FaceLandmarks.COORDINATES);
  }

  /**
   * Decodes points from landmark deltas.
   *
   * @param deltas (R, 10)
   * @param anchors (R, 4), xyxy
   * @return (R, 10), in the anchors' pixels, wherever they lie
   */
  public Tensor decode(Tensor deltas, Tensor anchors) {
    Tensor scaled = deltas.view(-1, FaceLandmarks.COUNT, 2).mul(deviation()).mul(sides(anchors));
    return scaled.add(centers(anchors)).view(-1, FaceLandmarks.COORDINATES);
  }

  /**
   * Decodes points from landmark deltas, in main memory.
   *
   * @param deltas flat (R, 10)
   * @param anchors packed xyxy, R
   * @return flat (R, 10), in the anchors' pixels
   */
  public float[] decode(float[] deltas, float[] anchors) {
    float[] points = new float[deltas.length];
    for (int i = 0; i < deltas.length; i++) {
      int side = 4 * (i / FaceLandmarks.COORDINATES) + i % 2;
      float center = (anchors[side] + anchors[side + 2]) * 0.5f;
      points[i] = deltas[i] * deviation * (anchors[side + 2] - anchors[side]) + center;
    }
    return points;
  }

  private Scalar deviation() {
    return new Scalar((double) deviation);
  }

  /** (R, 1, 2): width and height. */
  private static Tensor sides(Tensor anchors) {
    return anchors.narrow(1, 2, 2).sub(anchors.narrow(1, 0, 2)).unsqueeze(1);
  }

  /** (R, 1, 2): x and y. */
  private static Tensor centers(Tensor anchors) {
    return anchors.narrow(1, 0, 2).add(anchors.narrow(1, 2, 2)).mul(new Scalar(0.5)).unsqueeze(1);
  }
}
