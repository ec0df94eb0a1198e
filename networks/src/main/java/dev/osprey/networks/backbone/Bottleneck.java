package dev.osprey.networks.backbone;

import dev.osprey.core.text.UserError;

/**
 * Settings of the bottleneck blocks of a {@link ResNet}. Basic blocks (depths 18 and 34) have two
 * 3x3 convolutions and always have the stride in the first: they accept only the groups and the
 * width of {@link #STANDARD}, and ignore {@code strideIn}.
 *
 * @param strideIn which convolution in the first block of a stage has the stride
 * @param groups groups of the 3x3 convolutions, ResNeXt's cardinality; 1 is a ResNet
 * @param widthPerGroup channels of each group in the first stage, doubled in each later stage: 64
 *     with one group is He et al. 2016, 4 with 32 groups Xie et al. 2017 (32x4d), 128 with one
 *     group Zagoruyko &amp; Komodakis 2016 (wide ResNet)
 */
public record Bottleneck(StrideIn strideIn, int groups, int widthPerGroup) {
  /** torchvision's ResNet. */
  public static final Bottleneck STANDARD = new Bottleneck(StrideIn.CONV3X3, 1, 64);

  private static final int STANDARD_WIDTH = 64;

  /**
   * The maximum of groups and width: far above any known network, and small enough that no product
   * of channels overflows an int.
   */
  private static final int MOST = 1024;

  /** Which convolution of a bottleneck has the stride; the shortcut always has it. */
  public enum StrideIn {
    /** The 3x3: torchvision, mmdetection's style {@code pytorch}. */
    CONV3X3,
    /** The first 1x1: He et al. 2016, Caffe's and Detectron's weights, style {@code caffe}. */
    CONV1X1
  }

  public Bottleneck {
    if (groups < 1 || groups > MOST) {
      throw new UserError(
          "resnet: bottleneck.groups is "
              + groups
              + "; give 1 (ResNet) to "
              + MOST
              + " (ResNeXt: 32 or 64)");
    }
    if (widthPerGroup < 1 || widthPerGroup > MOST) {
      throw new UserError(
          "resnet: bottleneck.widthPerGroup is "
              + widthPerGroup
              + "; give 1 to "
              + MOST
              + " (ResNet: 64, ResNeXt 32x4d: 4)");
    }
  }

  public Bottleneck withStrideIn(StrideIn place) {
    return new Bottleneck(place, groups, widthPerGroup);
  }

  /** Whether the 3x3 convolutions have the groups and the channels of a plain ResNet. */
  boolean hasStandardWidth() {
    return groups == 1 && widthPerGroup == STANDARD_WIDTH;
  }

  /**
   * Returns the channels of the 3x3 convolution that has {@code channels} in a plain ResNet. As in
   * torchvision, each group is rounded down to whole channels.
   */
  int width(int channels) {
    return (int) ((long) channels * widthPerGroup / STANDARD_WIDTH) * groups;
  }
}
