package dev.osprey.weights.naming;

import dev.osprey.weights.naming.PrefixNames.Prefix;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys of mmdetection 2.x's RetinaNet: a ResNet under {@code backbone}, {@code
 * neck.lateral_convs.k.conv} for the 1×1 convolution of stage k + 3, {@code neck.fpn_convs.k.conv}
 * for the 3×3 convolution of level k + 3 (including P6 and P7), {@code bbox_head} with {@code
 * cls_convs}, {@code reg_convs}, {@code retina_cls} and {@code retina_reg}. The keys of the first
 * versions, in which the {@code conv} part is missing, are read too.
 */
public final class MmdetNames implements NameMap {
  private static final PrefixNames NAMES =
      PrefixNames.of(
          new Prefix("backbone.body.", "backbone."),
          new Prefix("backbone.fpn.inner_blocks.0.0.", "neck.lateral_convs.0.conv."),
          new Prefix("backbone.fpn.inner_blocks.1.0.", "neck.lateral_convs.1.conv."),
          new Prefix("backbone.fpn.inner_blocks.2.0.", "neck.lateral_convs.2.conv."),
          new Prefix("backbone.fpn.layer_blocks.0.0.", "neck.fpn_convs.0.conv."),
          new Prefix("backbone.fpn.layer_blocks.1.0.", "neck.fpn_convs.1.conv."),
          new Prefix("backbone.fpn.layer_blocks.2.0.", "neck.fpn_convs.2.conv."),
          new Prefix("backbone.fpn.extra_blocks.p6.", "neck.fpn_convs.3.conv."),
          new Prefix("backbone.fpn.extra_blocks.p7.", "neck.fpn_convs.4.conv."),
          new Prefix("head.classification_head.conv.0.0.", "bbox_head.cls_convs.0.conv."),
          new Prefix("head.classification_head.conv.1.0.", "bbox_head.cls_convs.1.conv."),
          new Prefix("head.classification_head.conv.2.0.", "bbox_head.cls_convs.2.conv."),
          new Prefix("head.classification_head.conv.3.0.", "bbox_head.cls_convs.3.conv."),
          new Prefix("head.classification_head.cls_logits.", "bbox_head.retina_cls."),
          new Prefix("head.regression_head.conv.0.0.", "bbox_head.reg_convs.0.conv."),
          new Prefix("head.regression_head.conv.1.0.", "bbox_head.reg_convs.1.conv."),
          new Prefix("head.regression_head.conv.2.0.", "bbox_head.reg_convs.2.conv."),
          new Prefix("head.regression_head.conv.3.0.", "bbox_head.reg_convs.3.conv."),
          new Prefix("head.regression_head.bbox_reg.", "bbox_head.retina_reg."));

  private static final Pattern WITHOUT_MODULE =
      Pattern.compile("^((?:neck|bbox_head)\\.\\w+_convs\\.\\d+)\\.(weight|bias)$");

  @Override
  public Optional<String> toPeer(String ours) {
    return NAMES.toPeer(ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return NAMES.toOurs(WITHOUT_MODULE.matcher(peer).replaceFirst("$1.conv.$2"));
  }
}
