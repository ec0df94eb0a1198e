package dev.osprey.detection.loss;

import dev.osprey.core.text.UserError;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * 1 - generalised IoU (Rezatofighi et al. 2019).
 *
 * @param eps added to denominators; torchvision's is 1e-7
 */
public record GiouLoss(double eps) implements BoxLoss {
  public GiouLoss {
    if (!(eps >= 0)) {
      throw new UserError("GIoU: eps is at least 0, got " + eps);
    }
  }

  @Override
  public Space space() {
    return Space.BOXES;
  }

  @Override
  public Tensor of(Tensor predicted, Tensor target) {
    Scalar zero = new Scalar(0.0);
    Scalar small = new Scalar(eps);
    Tensor width = torch.min(x2(predicted), x2(target)).sub(torch.max(x1(predicted), x1(target)));
    Tensor height = torch.min(y2(predicted), y2(target)).sub(torch.max(y1(predicted), y1(target)));
    Tensor intersection = width.clamp_min(zero).mul(height.clamp_min(zero));
    Tensor union = area(predicted).add(area(target)).sub(intersection);
    Tensor hull =
        torch
            .max(x2(predicted), x2(target))
            .sub(torch.min(x1(predicted), x1(target)))
            .mul(torch.max(y2(predicted), y2(target)).sub(torch.min(y1(predicted), y1(target))));
    Tensor iou = intersection.div(union.add(small));
    Tensor giou = iou.sub(hull.sub(union).div(hull.add(small)));
    return giou.neg().add(new Scalar(1.0));
  }

  private static Tensor area(Tensor boxes) {
    return x2(boxes).sub(x1(boxes)).mul(y2(boxes).sub(y1(boxes)));
  }

  private static Tensor x1(Tensor boxes) {
    return boxes.select(1, 0);
  }

  private static Tensor y1(Tensor boxes) {
    return boxes.select(1, 1);
  }

  private static Tensor x2(Tensor boxes) {
    return boxes.select(1, 2);
  }

  private static Tensor y2(Tensor boxes) {
    return boxes.select(1, 3);
  }
}
