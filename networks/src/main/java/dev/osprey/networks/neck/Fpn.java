package dev.osprey.networks.neck;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Feature pyramid network (Lin et al. 2017): a 1x1 convolution per level, then the coarser level is
 * upsampled and added, then a 3x3 convolution per level. Parameters have torchvision's names
 * ({@code inner_blocks.0.0.weight}, {@code extra_blocks.p6.weight}); an extra convolution with a
 * norm, which torchvision does not have, uses {@code extra_blocks.p6.0} and {@code .1}.
 */
public final class Fpn extends Neck {

  /**
   * Settings of the pyramid.
   *
   * @param channels channels of each level
   * @param startLevel index of the finest backbone map that the pyramid reads
   * @param norm follows the 1x1 and 3x3 convolutions; there is no activation
   * @param init initializers of all convolutions
   */
  public record Config(
      int channels, int startLevel, ExtraLevels extraLevels, NormConfig norm, ConvInit init)
      implements Neck.Config {
    public Config {
      if (channels < 1) {
        throw new UserError("fpn: channels is " + channels + "; give 1 or more (usual: 256)");
      }
      CountLimit.CHANNELS.require("fpn: channels", channels);
      if (startLevel < 0) {
        throw new UserError(
            "fpn: startLevel is "
                + startLevel
                + "; give the number of backbone maps to leave out, 0 or more");
      }
    }

    /** All maps of the backbone, 256 channels, no norm, torchvision's initializer. */
    public static Config of(ExtraLevels extraLevels) {
      return new Config(256, 0, extraLevels, new NormConfig.None(), ConvInit.kaimingUniform());
    }

    @Override
    public Fpn build(List<FeatureLevel> levels) {
      if (startLevel >= levels.size()) {
        throw new UserError(
            "fpn: startLevel is "
                + startLevel
                + ", but the backbone has "
                + levels.size()
                + " output maps; give a smaller startLevel, or more outStages of the backbone");
      }
      return new Fpn(this, levels.subList(startLevel, levels.size()));
    }
  }

  private final Config config;
  private final List<ConvNorm> inner = new ArrayList<>();
  private final List<ConvNorm> outer = new ArrayList<>();
  private final List<ConvNorm> extra;
  private final List<FeatureLevel> levels = new ArrayList<>();

  private Fpn(Config config, List<FeatureLevel> inputs) {
    this.config = config;
    int channels = config.channels();
    for (int i = 0; i < inputs.size(); i++) {
      inner.add(
          block("inner_blocks." + i, Conv2d.Shape.same(inputs.get(i).channels(), channels, 1, 1)));
      levels.add(new FeatureLevel(channels, inputs.get(i).stride()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      outer.add(block("layer_blocks." + i, Conv2d.Shape.same(channels, channels, 3, 1)));
    }
    FeatureLevel coarsest = inputs.get(inputs.size() - 1);
    for (int i = 1; i <= config.extraLevels().count(); i++) {
      levels.add(new FeatureLevel(channels, coarsest.stride() << i));
    }
    extra = config.extraLevels().accept(new ExtraConvolutions(coarsest));
  }

  private ConvNorm block(String name, Conv2d.Shape shape) {
    ConvNorm block = ConvNorm.of(shape, config.norm(), config.init(), Activation.NONE);
    child(name + ".0", block.conv());
    child(name + ".1", block.norm());
    return block;
  }

  /** Builds the convolutions of the extra levels; empty if they have none. */
  private final class ExtraConvolutions implements ExtraLevels.Visitor<List<ConvNorm>> {
    private final FeatureLevel coarsest;

    ExtraConvolutions(FeatureLevel coarsest) {
      this.coarsest = coarsest;
    }

    @Override
    public List<ConvNorm> none(ExtraLevels.None levels) {
      return List.of();
    }

    @Override
    public List<ConvNorm> maxPool(ExtraLevels.MaxPool levels) {
      return List.of();
    }

    @Override
    public List<ConvNorm> convolutions(ExtraLevels.Convolutions levels) {
      int in =
          switch (levels.source()) {
            case C5 -> coarsest.channels();
            case P5 -> config.channels();
          };
      List<ConvNorm> blocks = new ArrayList<>();
      for (int i = 1; i <= levels.count(); i++) {
        Conv2d.Shape shape =
            Conv2d.Shape.same(i == 1 ? in : config.channels(), config.channels(), 3, 2);
        ConvNorm block = ConvNorm.of(shape, levels.norm(), config.init(), Activation.NONE);
        register("extra_blocks." + levelName(coarsest.stride() << i), block, levels.norm());
        blocks.add(block);
      }
      return List.copyOf(blocks);
    }

    private void register(String name, ConvNorm block, NormConfig norm) {
      boolean normed = !(norm instanceof NormConfig.None);
      child(normed ? name + ".0" : name, block.conv());
      if (normed) {
        child(name + ".1", block.norm());
      }
    }
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      List<Module> modules = new ArrayList<>();
      if (i < inner.size()) {
        addTo(modules, inner.get(i));
        addTo(modules, outer.get(i));
      } else if (i - inner.size() < extra.size()) {
        addTo(modules, extra.get(i - inner.size()));
      }
      parts.add(new Part(levelName(levels.get(i).stride()), modules));
    }
    return parts;
  }

  private static void addTo(List<Module> modules, ConvNorm block) {
    modules.add(block.conv());
    modules.add(block.norm());
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.copyOf(levels);
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, FeatureMaps<T> maps) {
    List<T> inputs = maps.levels().subList(config.startLevel(), maps.levels().size());
    if (inputs.size() != inner.size()) {
      throw new IllegalArgumentException(
          "fpn: built for " + inner.size() + " levels, got " + inputs.size());
    }
    int top = inputs.size() - 1;
    List<T> pyramid = new ArrayList<>();
    T merged = inner.get(top).forward(ops, inputs.get(top));
    pyramid.add(outer.get(top).forward(ops, merged));
    for (int i = top - 1; i >= 0; i--) {
      merged = merged(ops, inner.get(i), inputs.get(i), merged);
      pyramid.add(outer.get(i).forward(ops, merged));
    }
    Collections.reverse(pyramid);
    T coarsest = pyramid.get(pyramid.size() - 1);
    pyramid.addAll(
        config.extraLevels().accept(new ExtraMaps<>(ops, extra, inputs.get(top), coarsest)));
    return new FeatureMaps<>(pyramid);
  }

  /** The lateral map of a level plus the coarser map. */
  private static <T> T merged(Ops<T> ops, ConvNorm block, T input, T coarser) {
    return ops.block(
        () -> {
          T lateral = block.forward(ops, input);
          T upsampled = ops.upsampleNearestLike(coarser, lateral);
          return ops.residual(lateral, upsampled, Activation.NONE);
        });
  }

  /**
   * Computes the maps of the extra levels.
   *
   * @param blocks the extra levels' convolutions
   * @param input the coarsest of the pyramid's inputs
   * @param output the pyramid's coarsest map before the extra ones
   */
  private record ExtraMaps<T>(Ops<T> ops, List<ConvNorm> blocks, T input, T output)
      implements ExtraLevels.Visitor<List<T>> {
    @Override
    public List<T> none(ExtraLevels.None levels) {
      return List.of();
    }

    @Override
    public List<T> maxPool(ExtraLevels.MaxPool levels) {
      List<T> maps = new ArrayList<>();
      T x = output;
      for (int i = 0; i < levels.count(); i++) {
        x = ops.maxPool(x, 1, 2, 0);
        maps.add(x);
      }
      return maps;
    }

    @Override
    public List<T> convolutions(ExtraLevels.Convolutions levels) {
      List<T> maps = new ArrayList<>();
      T x =
          switch (levels.source()) {
            case C5 -> input;
            case P5 -> output;
          };
      for (ConvNorm block : blocks) {
        x = block.forward(ops, maps.isEmpty() ? x : between(levels, x));
        maps.add(x);
      }
      return maps;
    }

    private T between(ExtraLevels.Convolutions levels, T x) {
      return switch (levels.between()) {
        case NOTHING -> x;
        case RELU -> ops.activate(x, Activation.RELU);
      };
    }
  }
}
