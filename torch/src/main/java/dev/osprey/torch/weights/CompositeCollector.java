package dev.osprey.torch.weights;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.detector.Network;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A backend that computes nothing and collects the convolutions that are followed by a norm. */
final class CompositeCollector implements Ops<CompositeCollector.Nothing> {
  /** The only value of this backend, which stands for every tensor. */
  enum Nothing {
    NOTHING
  }

  private final Set<ConvNorm> blocks = new LinkedHashSet<>();
  private final Set<Parameter> foldedParameters = new LinkedHashSet<>();

  private CompositeCollector() {}

  static CompositeCollector of(Network network) {
    CompositeCollector collector = new CompositeCollector();
    network.traverse(collector, new Network.Inputs<>(Nothing.NOTHING, Nothing.NOTHING));
    return collector;
  }

  Set<ConvNorm> blocks() {
    return blocks;
  }

  /** Whether a parameter is folded into a convolution. */
  boolean isFolded(Parameter parameter) {
    return foldedParameters.contains(parameter);
  }

  @Override
  public Nothing convNorm(Nothing x, ConvNorm block) {
    if (blocks.add(block) && block.norm() instanceof BatchNorm) {
      foldedParameters.addAll(block.conv().namedParameters().values());
      foldedParameters.addAll(block.norm().namedParameters().values());
    }
    return x;
  }

  @Override
  public Nothing conv2d(Nothing x, Conv2d conv) {
    return x;
  }

  @Override
  public Nothing batchNorm(Nothing x, BatchNorm norm) {
    return x;
  }

  @Override
  public Nothing groupNorm(Nothing x, GroupNorm norm) {
    return x;
  }

  @Override
  public Nothing linear(Nothing x, Linear layer) {
    return x;
  }

  @Override
  public Nothing poolRegions(
      List<Nothing> maps, List<Integer> strides, Nothing regions, RegionPooling pooling) {
    return regions;
  }

  @Override
  public Nothing activate(Nothing x, Activation activation) {
    return x;
  }

  @Override
  public Nothing add(Nothing a, Nothing b) {
    return a;
  }

  @Override
  public Nothing maxPool(Nothing x, int kernel, int stride, int padding) {
    return x;
  }

  @Override
  public Nothing upsampleNearestLike(Nothing x, Nothing reference) {
    return x;
  }

  @Override
  public Nothing doubleLike(Nothing x, Nothing reference, Doubling layer) {
    return x;
  }

  @Override
  public Nothing concat(List<Nothing> parts, int axis) {
    return Nothing.NOTHING;
  }

  @Override
  public Nothing permute(Nothing x, int... axes) {
    return x;
  }

  @Override
  public Nothing reshape(Nothing x, long... dims) {
    return x;
  }
}
