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
 * MobileNetV2: inverted residuals with linear bottlenecks (Sandler et al. 2018). Parameters have
 * torchvision's names ({@code features.1.conv.0.0.weight}).
 */
public final class MobileNetV2 extends Backbone {
  private static final int STEM_CHANNELS = 32;
  private static final int LAST_CHANNELS = 1280;

  /** The blocks of Sandler et al. 2018, table 2. */
  private static final List<Row> ROWS =
      List.of(
          new Row(1, 16, 1, 1),
          new Row(6, 24, 2, 2),
          new Row(6, 32, 3, 2),
          new Row(6, 64, 4, 2),
          new Row(6, 96, 3, 1),
          new Row(6, 160, 3, 2),
          new Row(6, 320, 1, 1));

  /** The last block of the stages with stride 4, 8, 16 and 32: indices into {@code features}. */
  private static final List<Integer> STAGE_ENDS = List.of(3, 6, 13, 18);

  private record Row(int expansion, int channels, int blocks, int stride) {}

  /**
   * Settings of a MobileNetV2.
   *
   * @param width factor of all channels, which are rounded to multiples of 8
   * @param outStages stages that are outputs, ascending: 1 to 4 have strides 4 to 32; stage 4
   *     includes the 1x1 convolution to 1280 channels
   * @param frozenBlocks number of blocks of {@code features} that are frozen, from the first of 19
   * @param norm follows each convolution
   * @param init initializers of the convolutions
   */
  public record Config(
      double width, List<Integer> outStages, int frozenBlocks, NormConfig norm, ConvInit init)
      implements Backbone.Config {
    public Config {
      outStages = List.copyOf(outStages);
      if (!(width >= 0.1 && width <= 4)) {
        throw new UserError(
            "mobilenet-v2: width is " + width + "; give a factor from 0.1 to 4 (usual: 1)");
      }
      if (frozenBlocks < 0 || frozenBlocks > 19) {
        throw new UserError(
            "mobilenet-v2: frozenBlocks is " + frozenBlocks + "; give 0 (none) to 19 (all)");
      }
      OutStages.require("mobilenet-v2", outStages);
    }

    /** The last map only, width 1, nothing frozen, trained batch norm, Kaiming initializer. */
    public static Config ofLastMap() {
      return new Config(
          1,
          List.of(4),
          0,
          NormConfig.Batch.of(BatchNorm.Mode.TRAIN),
          ConvInit.kaimingNormalFanOut());
    }

    /**
     * Rounds to the nearest multiple of 8; if that is more than a tenth smaller, to the next one.
     */
    private static int channels(double scaled) {
      int rounded = Math.max(8, (int) (scaled + 4) / 8 * 8);
      return rounded < 0.9 * scaled ? rounded + 8 : rounded;
    }

    private ConvNorm convNorm(Conv2d.Shape shape, Activation activation) {
      return ConvNorm.of(shape, norm, init, activation);
    }

    @Override
    public MobileNetV2 build() {
      return new MobileNetV2(this);
    }
  }

  /** A sequence of convolutions. Its result is added to its input if both have the same shape. */
  private static final class Block extends Module {
    private final List<ConvNorm> steps = new ArrayList<>();
    private final Residual residual;

    private enum Residual {
      ADDED,
      NONE
    }

    private Block(Residual residual) {
      this.residual = residual;
    }

    static Block single(ConvNorm step) {
      Block block = new Block(Residual.NONE);
      block.add("0", "1", step);
      return block;
    }

    static Block inverted(int in, int out, int stride, int expansion, Config config) {
      Block block = new Block(stride == 1 && in == out ? Residual.ADDED : Residual.NONE);
      int hidden = in * expansion;
      int number = 0;
      if (expansion != 1) {
        block.add(
            "conv.0.0",
            "conv.0.1",
            config.convNorm(Conv2d.Shape.same(in, hidden, 1, 1), new Activation.Relu6()));
        number++;
      }
      block.add(
          "conv." + number + ".0",
          "conv." + number + ".1",
          config.convNorm(Conv2d.Shape.depthwise(hidden, stride), new Activation.Relu6()));
      block.add(
          "conv." + (number + 1),
          "conv." + (number + 2),
          config.convNorm(Conv2d.Shape.same(hidden, out, 1, 1), Activation.NONE));
      return block;
    }

    private void add(String convName, String normName, ConvNorm step) {
      child(convName, step.conv());
      child(normName, step.norm());
      steps.add(step);
    }

    <T> T forward(Ops<T> ops, T x) {
      T y = x;
      for (ConvNorm step : steps) {
        y = step.forward(ops, y);
      }
      return residual == Residual.ADDED ? ops.add(x, y) : y;
    }
  }

  private final List<Block> blocks = new ArrayList<>();
  private final List<FeatureLevel> levels = new ArrayList<>();
  private final List<Integer> outStages;

  private MobileNetV2(Config config) {
    outStages = config.outStages;
    int in = Config.channels(STEM_CHANNELS * config.width);
    add(Block.single(config.convNorm(Conv2d.Shape.same(3, in, 3, 2), new Activation.Relu6())), in);
    for (Row row : ROWS) {
      int out = Config.channels(row.channels * config.width);
      for (int i = 0; i < row.blocks; i++) {
        add(Block.inverted(in, out, i == 0 ? row.stride : 1, row.expansion, config), out);
        in = out;
      }
    }
    int last = Config.channels(LAST_CHANNELS * Math.max(1, config.width));
    add(
        Block.single(config.convNorm(Conv2d.Shape.same(in, last, 1, 1), new Activation.Relu6())),
        last);
    blocks.stream().limit(config.frozenBlocks).forEach(Module::freeze);
  }

  /** Adds the next block, unless it comes after the last output. */
  private void add(Block block, int channels) {
    int number = blocks.size();
    if (number > STAGE_ENDS.get(OutStages.last(outStages) - 1)) {
      return;
    }
    blocks.add(child("features." + number, block));
    int stage = STAGE_ENDS.indexOf(number) + 1;
    if (outStages.contains(stage)) {
      levels.add(new FeatureLevel(channels, 2 << stage));
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
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).forward(ops, x);
      if (outStages.contains(STAGE_ENDS.indexOf(i) + 1)) {
        maps.add(x);
      }
    }
    return new FeatureMaps<>(maps);
  }
}
