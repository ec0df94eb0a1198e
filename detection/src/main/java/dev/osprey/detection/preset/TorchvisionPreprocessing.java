package dev.osprey.detection.preset;

import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.SizeRounding;

/** What torchvision's {@code GeneralizedRCNNTransform} does by default, for all its detectors. */
final class TorchvisionPreprocessing {
  private TorchvisionPreprocessing() {}

  /** Shortest side 800, longest at most 1333, ImageNet's mean and deviation, multiples of 32. */
  static Preprocessing standard() {
    return new Preprocessing(
        new ResizeRule.ShortestSide(
            800, 1333, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS),
        ChannelOrder.RGB,
        Preprocessing.IMAGENET_MEAN,
        Preprocessing.IMAGENET_STD,
        new Padding(32, Padding.Rule.UP_TO_MULTIPLE));
  }
}
