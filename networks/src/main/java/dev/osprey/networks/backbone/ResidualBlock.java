package dev.osprey.networks.backbone;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A residual block, {@code relu(body(x) + shortcut(x))} (He et al. 2016), with groups as in Xie et
 * al. 2017, figure 3c. The shortcut is a 1x1 convolution if size or channels change, and the input
 * otherwise.
 */
final class ResidualBlock extends Module {

  /** The convolutions of the body. */
  enum Kind {
    /** A body of two 3x3 convolutions. */
    BASIC(1),
    /** A 1x1, a 3x3 (possibly in groups) and a 1x1 convolution. */
    BOTTLENECK(4);

    private final int expansion;

    Kind(int expansion) {
      this.expansion = expansion;
    }

    int outChannels(int width) {
      return width * expansion;
    }
  }

  /** Settings that all blocks of a network share. */
  record Style(Kind kind, Bottleneck bottleneck, NormConfig norm, ConvInit init) {
    ConvNorm convNorm(Conv2d.Shape shape, Activation activation) {
      return ConvNorm.of(shape, norm, init, activation);
    }
  }

  private final List<ConvNorm> body;
  private final @Nullable ConvNorm shortcut;

  ResidualBlock(int in, int width, int stride, Style style) {
    int out = style.kind().outChannels(width);
    body = body(in, width, stride, style);
    for (int i = 0; i < body.size(); i++) {
      child("conv" + (i + 1), body.get(i).conv());
      child("bn" + (i + 1), body.get(i).norm());
    }
    if (stride == 1 && in == out) {
      shortcut = null;
    } else {
      shortcut = style.convNorm(Conv2d.Shape.same(in, out, 1, stride), Activation.NONE);
      child("downsample.0", shortcut.conv());
      child("downsample.1", shortcut.norm());
    }
  }

  private static List<ConvNorm> body(int in, int width, int stride, Style style) {
    int out = style.kind().outChannels(width);
    return switch (style.kind()) {
      case BASIC ->
          List.of(
              style.convNorm(Conv2d.Shape.same(in, width, 3, stride), Activation.RELU),
              style.convNorm(Conv2d.Shape.same(width, out, 3, 1), Activation.NONE));
      case BOTTLENECK -> bottleneck(in, out, style.bottleneck().width(width), stride, style);
    };
  }

  private static List<ConvNorm> bottleneck(int in, int out, int width, int stride, Style style) {
    int first =
        switch (style.bottleneck().strideIn()) {
          case CONV1X1 -> stride;
          case CONV3X3 -> 1;
        };
    int middle = stride / first;
    return List.of(
        style.convNorm(Conv2d.Shape.same(in, width, 1, first), Activation.RELU),
        style.convNorm(
            Conv2d.Shape.same(width, width, 3, middle).grouped(style.bottleneck().groups()),
            Activation.RELU),
        style.convNorm(Conv2d.Shape.same(width, out, 1, 1), Activation.NONE));
  }

  <T> T forward(Ops<T> ops, T x) {
    T y = x;
    for (ConvNorm step : body) {
      y = step.forward(ops, y);
    }
    T identity = shortcut == null ? x : shortcut.forward(ops, x);
    return ops.residual(y, identity, Activation.RELU);
  }
}
