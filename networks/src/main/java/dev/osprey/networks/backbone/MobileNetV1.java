package dev.osprey.networks.backbone;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet of depthwise separable convolutions (Howard et al. 2017). Its three stages end at
 * strides 8, 16 and 32, and each is an output. Parameters have the names of Pytorch_Retinaface
 * ({@code stage1.1.3.weight}), whose network is width 0.25 with slope 0.1.
 */
public final class MobileNetV1 extends Backbone {
  private static final int STEM_CHANNELS = 32;

  /** The separable convolutions of each stage: output channels at width 1, and stride. */
  private static final List<List<Block>> STAGES =
      List.of(
          List.of(
              new Block(64, 1),
              new Block(128, 2),
              new Block(128, 1),
              new Block(256, 2),
              new Block(256, 1)),
          List.of(
              new Block(512, 2),
              new Block(512, 1),
              new Block(512, 1),
              new Block(512, 1),
              new Block(512, 1),
              new Block(512, 1)),
          List.of(new Block(1024, 2), new Block(1024, 1)));

  private record Block(int channels, int stride) {}

  /**
   * Settings of a MobileNet.
   *
   * @param width factor of all channels (32 to 1024 at width 1), which are rounded to the nearest
   *     whole number; 1/32 to 8
   * @param leakySlope slope of each activation below 0; 0 is a plain ReLU
   * @param frozenStages -1: none; 0: the stem; k: the stages up to k (the stem is part of the
   *     first)
   * @param norm follows each convolution
   * @param init initializers of the convolutions
   */
  public record Config(
      double width, double leakySlope, int frozenStages, NormConfig norm, ConvInit init)
      implements Backbone.Config {
    public Config {
      if (!(width >= 1.0 / 32 && width <= 8)) {
        throw new UserError(
            "mobilenet-v1: width is " + width + "; give a factor from 0.03125 to 8 (usual: 0.25)");
      }
      Activation.requireSlope("mobilenet-v1", leakySlope);
      if (frozenStages < -1 || frozenStages > STAGES.size()) {
        throw new UserError(
            "mobilenet-v1: frozenStages is "
                + frozenStages
                + "; give -1 (none), 0 (the stem), or a stage up to "
                + STAGES.size());
      }
    }

    /** Leaky slope 0.1, nothing frozen, trained batch norm, torch's default initializer. */
    public static Config of(double width) {
      return new Config(
          width, 0.1, -1, NormConfig.Batch.of(BatchNorm.Mode.TRAIN), ConvInit.torchDefault());
    }

    public Config withLeakySlope(double slope) {
      return new Config(width, slope, frozenStages, norm, init);
    }

    private int channels(int atWidthOne) {
      return (int) Math.round(atWidthOne * width);
    }

    private ConvNorm convNorm(Conv2d.Shape shape) {
      return ConvNorm.of(shape, norm, init, Activation.leaky(leakySlope));
    }

    @Override
    public MobileNetV1 build() {
      return new MobileNetV1(this);
    }
  }

  /** A sequence of convolutions, numbered as in the peer, where activations have numbers too. */
  private static final class Stage extends Module {
    private final List<ConvNorm> steps = new ArrayList<>();

    void addStem(int out, Config config) {
      add("0.0", "0.1", config.convNorm(Conv2d.Shape.same(3, out, 3, 2)));
    }

    void addSeparable(int number, int in, Block block, Config config) {
      int out = config.channels(block.channels());
      add(
          number + ".0",
          number + ".1",
          config.convNorm(Conv2d.Shape.depthwise(in, block.stride())));
      add(number + ".3", number + ".4", config.convNorm(Conv2d.Shape.same(in, out, 1, 1)));
    }

    private void add(String convName, String normName, ConvNorm step) {
      child(convName, step.conv());
      child(normName, step.norm());
      steps.add(step);
    }

    void freezeFirst() {
      steps.get(0).conv().freeze();
      steps.get(0).norm().freeze();
    }

    <T> T forward(Ops<T> ops, T x) {
      T y = x;
      for (ConvNorm step : steps) {
        y = step.forward(ops, y);
      }
      return y;
    }
  }

  private final List<Stage> stages = new ArrayList<>();
  private final List<FeatureLevel> levels = new ArrayList<>();

  private MobileNetV1(Config config) {
    int channels = config.channels(STEM_CHANNELS);
    for (int i = 0; i < STAGES.size(); i++) {
      Stage stage = child("stage" + (i + 1), new Stage());
      int number = 0;
      if (i == 0) {
        stage.addStem(channels, config);
        number = 1;
      }
      for (Block block : STAGES.get(i)) {
        stage.addSeparable(number, channels, block, config);
        channels = config.channels(block.channels());
        number++;
      }
      stages.add(stage);
      levels.add(new FeatureLevel(channels, 8 << i));
    }
    freeze(config.frozenStages());
  }

  private void freeze(int upTo) {
    if (upTo == 0) {
      stages.get(0).freezeFirst();
    }
    for (int i = 0; i < upTo; i++) {
      stages.get(i).freeze();
    }
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.copyOf(levels);
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, T images) {
    List<T> maps = new ArrayList<>();
    T x = images;
    for (Stage stage : stages) {
      x = stage.forward(ops, x);
      maps.add(x);
    }
    return new FeatureMaps<>(maps);
  }
}
