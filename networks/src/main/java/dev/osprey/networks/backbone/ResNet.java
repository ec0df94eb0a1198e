package dev.osprey.networks.backbone;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Part;
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
 * Residual network (He et al. 2016); with groups in its bottlenecks it is a ResNeXt (Xie et al.
 * 2017). Parameters have torchvision's names ({@code layer1.0.conv1.weight}). Stages after the last
 * output are not built.
 */
public final class ResNet extends Backbone {
  private static final int STEM_CHANNELS = 64;

  /**
   * Settings of a ResNet.
   *
   * @param depth 18, 34 (basic blocks), 50, 101 or 152 (bottlenecks)
   * @param bottleneck settings of the bottlenecks; basic blocks have neither groups nor a width
   * @param outStages stages that are outputs, ascending: 1 to 4 are C2 to C5, strides 4 to 32
   * @param frozenStages -1: none; 0: the stem; k: the stem and the stages up to k. Their parameters
   *     do not train and their batch norms use the running statistics. torchvision's {@code
   *     trainable_layers=t} is {@code 4 - t}
   * @param norm follows each convolution
   * @param init initializers of the convolutions
   */
  public record Config(
      int depth,
      Bottleneck bottleneck,
      List<Integer> outStages,
      int frozenStages,
      NormConfig norm,
      ConvInit init)
      implements Backbone.Config {
    public Config {
      requireBottlenecks(depth, bottleneck);
      outStages = List.copyOf(outStages);
      OutStages.require("resnet", outStages);
      int last = OutStages.last(outStages);
      if (frozenStages < -1 || frozenStages > last) {
        throw new UserError(
            "resnet: frozenStages is "
                + frozenStages
                + "; give -1 (none), 0 (the stem), or a stage up to "
                + last
                + ", the last output");
      }
    }

    /** C3 to C5, nothing frozen, trained batch norm, Kaiming initializer. */
    public static Config of(int depth) {
      return new Config(
          depth,
          Bottleneck.STANDARD,
          List.of(2, 3, 4),
          -1,
          NormConfig.Batch.of(BatchNorm.Mode.TRAIN),
          ConvInit.kaimingNormalFanOut());
    }

    /**
     * Like {@link #of}, with groups: depth 50 with 32 groups of width 4 is torchvision's
     * resnext50_32x4d.
     */
    public static Config resNext(int depth, int groups, int widthPerGroup) {
      return of(depth)
          .withBottleneck(new Bottleneck(Bottleneck.StrideIn.CONV3X3, groups, widthPerGroup));
    }

    public Config withBottleneck(Bottleneck newBottleneck) {
      return new Config(depth, newBottleneck, outStages, frozenStages, norm, init);
    }

    public Config withOutStages(List<Integer> stages) {
      return new Config(depth, bottleneck, stages, frozenStages, norm, init);
    }

    public Config withFrozenStages(int stages) {
      return new Config(depth, bottleneck, outStages, stages, norm, init);
    }

    public Config withNorm(NormConfig newNorm) {
      return new Config(depth, bottleneck, outStages, frozenStages, newNorm, init);
    }

    private static void requireBottlenecks(int depth, Bottleneck bottleneck) {
      boolean basic = Layout.of(depth).kind() == ResidualBlock.Kind.BASIC;
      if (basic && !bottleneck.hasStandardWidth()) {
        throw new UserError(
            "resnet: bottleneck.groups is "
                + bottleneck.groups()
                + " and bottleneck.widthPerGroup "
                + bottleneck.widthPerGroup()
                + ", but depth "
                + depth
                + " has basic blocks, which have neither; give 1 and 64, or depth 50, 101 or 152");
      }
    }

    @Override
    public ResNet build() {
      return new ResNet(this);
    }
  }

  private record Layout(ResidualBlock.Kind kind, List<Integer> blocks) {
    static Layout of(int depth) {
      return switch (depth) {
        case 18 -> new Layout(ResidualBlock.Kind.BASIC, List.of(2, 2, 2, 2));
        case 34 -> new Layout(ResidualBlock.Kind.BASIC, List.of(3, 4, 6, 3));
        case 50 -> new Layout(ResidualBlock.Kind.BOTTLENECK, List.of(3, 4, 6, 3));
        case 101 -> new Layout(ResidualBlock.Kind.BOTTLENECK, List.of(3, 4, 23, 3));
        case 152 -> new Layout(ResidualBlock.Kind.BOTTLENECK, List.of(3, 8, 36, 3));
        default ->
            throw new UserError("resnet: depth is " + depth + "; give one of 18, 34, 50, 101, 152");
      };
    }
  }

  private final ConvNorm stem;
  private final List<ResidualStage> stages = new ArrayList<>();
  private final List<FeatureLevel> levels = new ArrayList<>();
  private final List<Integer> outStages;

  private ResNet(Config config) {
    outStages = config.outStages();
    stem =
        ConvNorm.of(
            Conv2d.Shape.same(3, STEM_CHANNELS, 7, 2),
            config.norm(),
            config.init(),
            Activation.RELU);
    child("conv1", stem.conv());
    child("bn1", stem.norm());
    buildStages(config);
    freeze(config.frozenStages());
  }

  private void buildStages(Config config) {
    Layout layout = Layout.of(config.depth());
    ResidualBlock.Style style =
        new ResidualBlock.Style(layout.kind(), config.bottleneck(), config.norm(), config.init());
    int in = STEM_CHANNELS;
    int last = OutStages.last(outStages);
    for (int number = 1; number <= last; number++) {
      int width = STEM_CHANNELS << (number - 1);
      int stride = number == 1 ? 1 : 2;
      ResidualStage stage =
          new ResidualStage(in, width, stride, layout.blocks().get(number - 1), style);
      stages.add(child("layer" + number, stage));
      in = layout.kind().outChannels(width);
      if (outStages.contains(number)) {
        levels.add(new FeatureLevel(in, 2 << number));
      }
    }
  }

  private void freeze(int upTo) {
    if (upTo >= 0) {
      stem.conv().freeze();
      stem.norm().freeze();
    }
    for (int i = 0; i < upTo; i++) {
      stages.get(i).freeze();
    }
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.of("stem", stem.conv(), stem.norm()));
    for (int i = 0; i < stages.size(); i++) {
      parts.add(Part.of("layer" + (i + 1), stages.get(i)));
    }
    return parts;
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.copyOf(levels);
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, T images) {
    T x = ops.maxPool(stem.forward(ops, images), 3, 2, 1);
    List<T> maps = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      x = stages.get(i).forward(ops, x);
      if (outStages.contains(i + 1)) {
        maps.add(x);
      }
    }
    return new FeatureMaps<>(maps);
  }
}
