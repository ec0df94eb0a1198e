package dev.osprey.networks.backbone;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG (Simonyan &amp; Zisserman 2015) up to the last convolution (stride 16), as in Faster R-CNN,
 * which leaves out the last pooling. It has one output map. Parameters have torchvision's names
 * ({@code features.28.weight}).
 */
public final class Vgg extends Backbone {
  private static final List<Integer> CHANNELS = List.of(64, 128, 256, 512, 512);

  /**
   * Settings of a VGG.
   *
   * @param depth 11, 13, 16 or 19 layers; the last three of them, which are fully connected, are
   *     left out
   * @param frozenStages -1 and 0: none; k: the convolutions before the k-th pooling
   * @param norm follows each convolution; torchvision's {@code vgg16} has none
   * @param init initializers of the convolutions
   */
  public record Config(int depth, int frozenStages, NormConfig norm, ConvInit init)
      implements Backbone.Config {
    public Config {
      blocks(depth);
      if (frozenStages < -1 || frozenStages > CHANNELS.size()) {
        throw new UserError(
            "vgg: frozenStages is "
                + frozenStages
                + "; give -1 (none) or a stage up to "
                + CHANNELS.size());
      }
    }

    /** Nothing frozen, no norm, Kaiming initializer. */
    public static Config of(int depth) {
      return new Config(depth, -1, new NormConfig.None(), ConvInit.kaimingNormalFanOut());
    }

    private static List<Integer> blocks(int depth) {
      return switch (depth) {
        case 11 -> List.of(1, 1, 2, 2, 2);
        case 13 -> List.of(2, 2, 2, 2, 2);
        case 16 -> List.of(2, 2, 3, 3, 3);
        case 19 -> List.of(2, 2, 4, 4, 4);
        default -> throw new UserError("vgg: depth is " + depth + "; give one of 11, 13, 16, 19");
      };
    }

    @Override
    public Vgg build() {
      return new Vgg(this);
    }
  }

  private final List<List<ConvNorm>> stages = new ArrayList<>();

  private Vgg(Config config) {
    boolean normed = !(config.norm instanceof NormConfig.None);
    int number =
        0; // as in the peer's sequence, where norms, activations and poolings have numbers too
    int in = 3;
    List<Integer> blocks = Config.blocks(config.depth);
    for (int i = 0; i < blocks.size(); i++) {
      List<ConvNorm> stage = new ArrayList<>();
      for (int k = 0; k < blocks.get(i); k++) {
        ConvNorm step =
            ConvNorm.of(
                Conv2d.Shape.same(in, CHANNELS.get(i), 3, 1),
                config.norm,
                config.init,
                Activation.RELU);
        child("features." + number, step.conv());
        if (normed) {
          child("features." + (number + 1), step.norm());
        }
        number += normed ? 3 : 2;
        in = CHANNELS.get(i);
        stage.add(step);
        if (i < config.frozenStages) {
          step.conv().freeze();
          step.norm().freeze();
        }
      }
      stages.add(stage);
      number++;
    }
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.of(new FeatureLevel(512, 16));
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, T images) {
    T x = images;
    for (int i = 0; i < stages.size(); i++) {
      x = i == 0 ? x : ops.maxPool(x, 2, 2, 0);
      for (ConvNorm step : stages.get(i)) {
        x = step.forward(ops, x);
      }
    }
    return new FeatureMaps<>(List.of(x));
  }
}
