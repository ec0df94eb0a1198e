package dev.osprey.networks.region;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * A region head of convolutions and one fully connected layer: torchvision's {@code
 * FastRCNNConvFCHead} (Wu &amp; He 2018, section 5; Li et al. 2021). Parameters have torchvision's
 * names ({@code 0.0.weight} for the first convolution, {@code 5.weight} for the layer after four).
 */
public final class ConvMlpRegionHead extends RegionHead {

  /**
   * @param depth number of convolutions
   * @param channels channels of each convolution
   * @param norm follows each convolution
   * @param representation length of the feature vector
   */
  public record Config(int depth, int channels, NormConfig norm, int representation)
      implements RegionHead.Config {
    public Config {
      if (depth < 1 || channels < 1 || representation < 1) {
        throw new UserError(
            "region head: depth, channels and representation are 1 or more, got "
                + depth
                + ", "
                + channels
                + " and "
                + representation
                + " (usual: 4, 256 and 1024)");
      }
      CountLimit.LAYERS.require("region head: depth", depth);
      CountLimit.CHANNELS.require("region head: channels", channels);
      CountLimit.CHANNELS.require("region head: representation", representation);
    }

    @Override
    public ConvMlpRegionHead build(int in, int height, int width) {
      return new ConvMlpRegionHead(this, in, height * width);
    }
  }

  private final List<ConvNorm> steps = new ArrayList<>();
  private final Linear last;

  private ConvMlpRegionHead(Config config, int in, int cells) {
    for (int i = 0; i < config.depth; i++) {
      ConvNorm step =
          ConvNorm.of(
              Conv2d.Shape.same(i == 0 ? in : config.channels, config.channels, 3, 1),
              config.norm,
              ConvInit.kaimingNormalFanOut(),
              Activation.RELU);
      child(i + ".0", step.conv());
      child(i + ".1", step.norm());
      steps.add(step);
    }
    // In the peer's sequence a flattening comes between them.
    last =
        child(
            String.valueOf(config.depth + 1),
            Linear.of(config.channels * cells, config.representation));
  }

  @Override
  public int features() {
    return last.out();
  }

  @Override
  public <T> T forward(Ops<T> ops, T pooled) {
    T x = pooled;
    for (ConvNorm step : steps) {
      x = step.forward(ops, x);
    }
    return ops.activate(last.forward(ops, ops.reshape(x, 0, last.in())), Activation.RELU);
  }
}
