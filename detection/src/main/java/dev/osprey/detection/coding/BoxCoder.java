package dev.osprey.detection.coding;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Encodes boxes as deltas of anchors, and decodes them: shifts of the centre and logarithms of the
 * sizes (Girshick et al. 2014, appendix C), normalised by means and deviations. Gradients flow
 * through {@link #decode(Tensor, Tensor, Device)}.
 */
public final class BoxCoder {

  /**
   * @param means of (dx, dy, dw, dh)
   * @param deviations of the same; torchvision's weights are their reciprocals
   * @param minLogSize lower clamp of dw and dh when decoding; absent: none
   * @param maxLogSize upper clamp; absent: none. torchvision has log(1000 / 16)
   * @param minTargetSide sides of ground truth are at minimum this when encoding, after the centre
   *     is taken; 0: as they are. pytorch-retinanet has 1
   */
  public record Config(
      List<Double> means,
      List<Double> deviations,
      @Nullable Double minLogSize,
      @Nullable Double maxLogSize,
      double minTargetSide) {
    public Config {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
      if (means.size() != 4 || deviations.size() != 4) {
        throw new UserError("coder: means and deviations have 4 numbers each (dx, dy, dw, dh)");
      }
      if (!means.stream().allMatch(Double::isFinite)) {
        throw new UserError("coder.means: all must be finite numbers, got " + means);
      }
      if (!deviations.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
        throw new UserError("coder.deviations: all must be above 0, got " + deviations);
      }
      double lowest = minLogSize == null ? Double.NEGATIVE_INFINITY : minLogSize;
      double highest = maxLogSize == null ? Double.POSITIVE_INFINITY : maxLogSize;
      if (!(lowest <= highest)) {
        throw new UserError(
            "coder.minLogSize is at most maxLogSize, got " + minLogSize + " and " + maxLogSize);
      }
      if (!(minTargetSide >= 0 && Double.isFinite(minTargetSide))) {
        throw new UserError(
            "coder.minTargetSide is " + minTargetSide + "; give 0 (sides as they are) or more");
      }
    }
  }

  private final Config config;
  private final float[] means;
  private final float[] deviations;

  public BoxCoder(Config config) {
    this.config = config;
    means = toFloats(config.means);
    deviations = toFloats(config.deviations);
  }

  /**
   * Encodes boxes: the deltas that turn anchors into boxes.
   *
   * @param boxes float32 (..., 4), xyxy
   * @param anchors float32, the same shape
   * @return float32 (..., 4): dx, dy, dw, dh
   */
  public Tensor encode(Tensor boxes, Tensor anchors, Device device) {
    Sides box = Sides.of(boxes);
    Sides anchor = Sides.of(anchors);
    Scalar minimum = new Scalar(config.minTargetSide);
    Tensor width = config.minTargetSide > 0 ? box.width.clamp_min(minimum) : box.width;
    Tensor height = config.minTargetSide > 0 ? box.height.clamp_min(minimum) : box.height;
    Tensor deltas =
        stack(
            box.centerX.sub(anchor.centerX).div(anchor.width),
            box.centerY.sub(anchor.centerY).div(anchor.height),
            width.div(anchor.width).log(),
            height.div(anchor.height).log());
    return deltas.sub(Tensors.of(means, device, 4)).div(Tensors.of(deviations, device, 4));
  }

  /**
   * Decodes boxes from deltas.
   *
   * @param deltas float32 (..., 4)
   * @param anchors float32 (..., 4), broadcast against the deltas
   * @return float32 (..., 4), xyxy, not clipped
   */
  public Tensor decode(Tensor deltas, Tensor anchors, Device device) {
    Tensor scaled = deltas.mul(Tensors.of(deviations, device, 4)).add(Tensors.of(means, device, 4));
    Sides anchor = Sides.of(anchors);
    Tensor centerX = scaled.select(-1, 0).mul(anchor.width).add(anchor.centerX);
    Tensor centerY = scaled.select(-1, 1).mul(anchor.height).add(anchor.centerY);
    Scalar half = new Scalar(0.5);
    Tensor halfWidth = clampLogSize(scaled.select(-1, 2)).exp().mul(anchor.width).mul(half);
    Tensor halfHeight = clampLogSize(scaled.select(-1, 3)).exp().mul(anchor.height).mul(half);
    return stack(
        centerX.sub(halfWidth),
        centerY.sub(halfHeight),
        centerX.add(halfWidth),
        centerY.add(halfHeight));
  }

  /**
   * Decodes boxes from deltas, in main memory.
   *
   * @param deltas flat (R, 4)
   * @param anchors packed xyxy, R
   * @return packed xyxy, R, not clipped
   */
  public float[] decode(float[] deltas, float[] anchors) {
    float[] boxes = new float[deltas.length];
    for (int i = 0; i < deltas.length; i += 4) {
      float width = anchors[i + 2] - anchors[i];
      float height = anchors[i + 3] - anchors[i + 1];
      float centerX = scaled(deltas, i, 0) * width + (anchors[i] + width * 0.5f);
      float centerY = scaled(deltas, i, 1) * height + (anchors[i + 1] + height * 0.5f);
      float halfWidth = (float) Math.exp(clampLogSize(scaled(deltas, i, 2))) * width * 0.5f;
      float halfHeight = (float) Math.exp(clampLogSize(scaled(deltas, i, 3))) * height * 0.5f;
      boxes[i] = centerX - halfWidth;
      boxes[i + 1] = centerY - halfHeight;
      boxes[i + 2] = centerX + halfWidth;
      boxes[i + 3] = centerY + halfHeight;
    }
    return boxes;
  }

  private float scaled(float[] deltas, int row, int column) {
    return deltas[row + column] * deviations[column] + means[column];
  }

  private float clampLogSize(float logSize) {
    float lowest = config.minLogSize == null ? logSize : config.minLogSize.floatValue();
    float highest = config.maxLogSize == null ? logSize : config.maxLogSize.floatValue();
    return Math.min(Math.max(logSize, lowest), highest); // NaN stays NaN
  }

  private Tensor clampLogSize(Tensor logSize) {
    if (config.minLogSize == null && config.maxLogSize == null) {
      return logSize;
    }
    return logSize.clamp(optional(config.minLogSize), optional(config.maxLogSize));
  }

  private static ScalarOptional optional(@Nullable Double bound) {
    return bound == null ? new ScalarOptional() : new ScalarOptional(new Scalar(bound));
  }

  private static Tensor stack(Tensor... columns) {
    return torch.stack(new TensorVector(columns), -1);
  }

  private static float[] toFloats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }

  /** Centres and sizes of boxes (..., 4), each (...). */
  private record Sides(Tensor centerX, Tensor centerY, Tensor width, Tensor height) {
    static Sides of(Tensor boxes) {
      Tensor x1 = boxes.select(-1, 0);
      Tensor y1 = boxes.select(-1, 1);
      Tensor width = boxes.select(-1, 2).sub(x1);
      Tensor height = boxes.select(-1, 3).sub(y1);
      Scalar half = new Scalar(0.5);
      return new Sides(x1.add(width.mul(half)), y1.add(height.mul(half)), width, height);
    }
  }
}
