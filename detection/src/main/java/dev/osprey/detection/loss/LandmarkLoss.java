package dev.osprey.detection.loss;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The landmark loss of a batch: smooth L1 of landmark deltas, summed over the ten coordinates and
 * over all positive anchors whose face has known landmarks, divided by their number.
 */
public final class LandmarkLoss {

  /**
   * @param beta where the loss turns from quadratic to linear; usual: 1
   * @param weight factor of the term
   */
  public record Config(double beta, double weight) {
    public Config {
      if (!(beta >= 0 && Double.isFinite(beta))) {
        throw new UserError("landmarkLoss.beta is " + beta + "; give 0 (L1) or more (usual: 1)");
      }
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new UserError("landmarkLoss.weight is " + weight + "; give 0 or more (usual: 1)");
      }
    }
  }

  private final Config config;
  private final LandmarkCoder coder;

  public LandmarkLoss(Config config, LandmarkCoder coder) {
    this.config = config;
    this.coder = coder;
  }

  /**
   * The weighted term.
   *
   * @param targets of each image
   */
  public Tensor of(
      HeadOutputs<Tensor> outputs, Anchors anchors, List<AnchorTargets> targets, Device device) {
    Tensor sum = Tensors.zeros(device);
    int count = 0;
    for (int l = 0; l < anchors.levels().size(); l++) {
      List<Tensor> deltas = Tensors.unbind(outputs.landmarks().get(l));
      for (int image = 0; image < targets.size(); image++) {
        AnchorTargets level =
            targets.get(image).ofLevel(anchors.levels().get(l)).withKnownLandmarks();
        sum = sum.add(ofLevel(deltas.get(image), level, device));
        count += level.positives().length;
      }
    }
    return sum.mul(new Scalar(config.weight / Math.max(1, count)));
  }

  /**
   * Sum over the positive anchors of one level of one image.
   *
   * @param deltas (R, 10)
   * @param known targets of which every positive has landmarks
   */
  private Tensor ofLevel(Tensor deltas, AnchorTargets known, Device device) {
    int count = known.positives().length;
    Tensor rows = Tensors.of(known.positiveRows(), device, count);
    Tensor predicted = Tensors.toFloat(deltas.index_select(0, rows)); // (P, 10)
    Tensor anchors = Tensors.of(known.anchors(), device, count, 4);
    Tensor points = Tensors.of(known.landmarks(), device, count, FaceLandmarks.COORDINATES);
    return new SmoothL1Loss(config.beta).of(predicted, coder.encode(points, anchors)).sum();
  }
}
