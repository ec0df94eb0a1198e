package dev.osprey.weights.naming;

import dev.osprey.weights.naming.PrefixNames.Prefix;
import java.util.Optional;

/**
 * The keys of yhenon/pytorch-retinanet: a ResNet without a prefix, {@code fpn.P5_1} for the lateral
 * 1×1 convolution of C5 and {@code fpn.P5_2} for the 3×3 convolution after the addition, {@code
 * regressionModel} and {@code classificationModel} with {@code conv1} to {@code conv4} and {@code
 * output}.
 */
public final class YhenonNames implements NameMap {
  private static final PrefixNames NAMES =
      PrefixNames.of(
          new Prefix("backbone.body.conv1.", "conv1."),
          new Prefix("backbone.body.bn1.", "bn1."),
          new Prefix("backbone.body.layer1.", "layer1."),
          new Prefix("backbone.body.layer2.", "layer2."),
          new Prefix("backbone.body.layer3.", "layer3."),
          new Prefix("backbone.body.layer4.", "layer4."),
          new Prefix("backbone.fpn.inner_blocks.0.0.", "fpn.P3_1."),
          new Prefix("backbone.fpn.inner_blocks.1.0.", "fpn.P4_1."),
          new Prefix("backbone.fpn.inner_blocks.2.0.", "fpn.P5_1."),
          new Prefix("backbone.fpn.layer_blocks.0.0.", "fpn.P3_2."),
          new Prefix("backbone.fpn.layer_blocks.1.0.", "fpn.P4_2."),
          new Prefix("backbone.fpn.layer_blocks.2.0.", "fpn.P5_2."),
          new Prefix("backbone.fpn.extra_blocks.p6.", "fpn.P6."),
          new Prefix("backbone.fpn.extra_blocks.p7.", "fpn.P7_2."),
          new Prefix("head.regression_head.conv.0.0.", "regressionModel.conv1."),
          new Prefix("head.regression_head.conv.1.0.", "regressionModel.conv2."),
          new Prefix("head.regression_head.conv.2.0.", "regressionModel.conv3."),
          new Prefix("head.regression_head.conv.3.0.", "regressionModel.conv4."),
          new Prefix("head.regression_head.bbox_reg.", "regressionModel.output."),
          new Prefix("head.classification_head.conv.0.0.", "classificationModel.conv1."),
          new Prefix("head.classification_head.conv.1.0.", "classificationModel.conv2."),
          new Prefix("head.classification_head.conv.2.0.", "classificationModel.conv3."),
          new Prefix("head.classification_head.conv.3.0.", "classificationModel.conv4."),
          new Prefix("head.classification_head.cls_logits.", "classificationModel.output."));

  @Override
  public Optional<String> toPeer(String ours) {
    return NAMES.toPeer(ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return NAMES.toOurs(peer);
  }
}
