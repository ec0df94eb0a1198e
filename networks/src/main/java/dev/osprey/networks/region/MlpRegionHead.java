package dev.osprey.networks.region;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;

/**
 * A region head of two fully connected layers (Lin et al. 2017, Feature Pyramid Networks, section
 * 5.2). Parameters have torchvision's names ({@code fc6.weight}).
 */
public final class MlpRegionHead extends RegionHead {

  /**
   * @param representation output length of both layers
   */
  public record Config(int representation) implements RegionHead.Config {
    public Config {
      if (representation < 1) {
        throw new UserError(
            "region head: representation is " + representation + "; give 1 or more (usual: 1024)");
      }
      CountLimit.CHANNELS.require("region head: representation", representation);
    }

    @Override
    public MlpRegionHead build(int channels, int height, int width) {
      return new MlpRegionHead(channels * height * width, representation);
    }
  }

  private final Linear first;
  private final Linear second;

  private MlpRegionHead(int in, int representation) {
    first = child("fc6", Linear.of(in, representation));
    second = child("fc7", Linear.of(representation, representation));
  }

  @Override
  public int features() {
    return second.out();
  }

  @Override
  public <T> T forward(Ops<T> ops, T pooled) {
    T flat = ops.reshape(pooled, 0, first.in());
    T hidden = ops.activate(first.forward(ops, flat), Activation.RELU);
    return ops.activate(second.forward(ops, hidden), Activation.RELU);
  }
}
