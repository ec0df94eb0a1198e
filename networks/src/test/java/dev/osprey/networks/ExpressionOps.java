package dev.osprey.networks;

import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import java.util.Arrays;
import java.util.List;

/**
 * A backend that formats the computation as an expression, in which {@code conv3/2} is a 3x3
 * convolution with stride 2.
 */
public final class ExpressionOps implements Ops<String> {
  @Override
  public String conv2d(String x, Conv2d conv) {
    return "conv" + conv.shape().kernel() + "/" + conv.shape().stride() + "(" + x + ")";
  }

  @Override
  public String batchNorm(String x, BatchNorm norm) {
    return "bn(" + x + ")";
  }

  @Override
  public String groupNorm(String x, GroupNorm norm) {
    return "gn(" + x + ")";
  }

  @Override
  public String linear(String x, Linear layer) {
    return "linear" + layer.out() + "(" + x + ")";
  }

  @Override
  public String poolRegions(
      List<String> maps, List<Integer> strides, String regions, RegionPooling pooling) {
    return "regions(" + regions + " of " + maps + ")";
  }

  @Override
  public String activate(String x, Activation activation) {
    if (activation instanceof Activation.Identity) {
      return x;
    }
    if (activation instanceof Activation.Relu) {
      return "relu(" + x + ")";
    }
    return activation instanceof Activation.LeakyRelu leaky
        ? "leaky" + leaky.slope() + "(" + x + ")"
        : activation + "(" + x + ")";
  }

  @Override
  public String add(String a, String b) {
    return a + " + " + b;
  }

  @Override
  public String maxPool(String x, int kernel, int stride, int padding) {
    return "pool" + kernel + "/" + stride + "(" + x + ")";
  }

  @Override
  public String upsampleNearestLike(String x, String reference) {
    return "up(" + x + ")";
  }

  @Override
  public String doubleLike(String x, String reference, Doubling layer) {
    return "double(" + x + ")";
  }

  @Override
  public String concat(List<String> parts, int axis) {
    return "concat" + parts;
  }

  @Override
  public String permute(String x, int... axes) {
    return "permute" + Arrays.toString(axes) + "(" + x + ")";
  }

  @Override
  public String reshape(String x, long... dims) {
    return "reshape" + Arrays.toString(dims) + "(" + x + ")";
  }
}
