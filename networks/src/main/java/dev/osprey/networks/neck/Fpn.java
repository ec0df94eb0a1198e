package dev.osprey.networks.neck;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Ops;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Feature pyramid, Lin et al. 2017: a 1x1 convolution per level, the coarser level enlarged to the
 * nearest pixel and added, a 3x3 convolution per level. Parameters have torchvision's names ({@code
 * inner_blocks.0.0.weight}, {@code extra_blocks.p6.weight}); where an extra convolution has a norm,
 * which torchvision's never have, they are {@code extra_blocks.p6.0} and {@code .1}.
 */
public final class Fpn extends Neck {

  /**
   * Settings of a pyramid.
   *
   * @param channels of each level
   * @param startLevel the first of the backbone's maps that enters, counted from 0
   * @param norm follows the 1x1 and 3x3 convolutions; there is no activation
   * @param init how all convolutions start
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
                + "; give the number of the backbone's maps to leave out, 0 or more");
      }
    }

    /** All maps of the backbone, 256 channels, no norm, torchvision's initialiser. */
    public static Config of(ExtraLevels extraLevels) {
      return new Config(256, 0, extraLevels, new NormConfig.None(), ConvInit.kaimingUniform());
    }

    @Override
    public Fpn build(List<FeatureLevel> levels) {
      if (startLevel >= levels.size()) {
        throw new UserError(
            "fpn: startLevel is "
                + startLevel
                + ", but the backbone gives "
                + levels.size()
                + " maps; give a smaller startLevel or let the backbone give out more stages");
      }
      return new Fpn(this, levels.subList(startLevel, levels.size()));
    }
  }

  private final Config config;
  private final List<ConvNorm> inner = new ArrayList<>();
  private final List<ConvNorm> outer = new ArrayList<>();
  private final List<ConvNorm> extra = new ArrayList<>();
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
    if (config.extraLevels() instanceof ExtraLevels.Convolutions convolutions) {
      addConvolutions(convolutions, coarsest);
    }
  }

  private ConvNorm block(String name, Conv2d.Shape shape) {
    ConvNorm block = ConvNorm.of(shape, config.norm(), config.init(), Activation.NONE);
    child(name + ".0", block.conv());
    child(name + ".1", block.norm());
    return block;
  }

  private void addConvolutions(ExtraLevels.Convolutions convolutions, FeatureLevel coarsest) {
    int in =
        switch (convolutions.source()) {
          case C5 -> coarsest.channels();
          case P5 -> config.channels();
        };
    boolean normed = !(convolutions.norm() instanceof NormConfig.None);
    for (int i = 1; i <= convolutions.count(); i++) {
      Conv2d.Shape shape =
          Conv2d.Shape.same(i == 1 ? in : config.channels(), config.channels(), 3, 2);
      ConvNorm block = ConvNorm.of(shape, convolutions.norm(), config.init(), Activation.NONE);
      String name = "extra_blocks." + levelName(coarsest.stride() << i);
      child(normed ? name + ".0" : name, block.conv());
      if (normed) {
        child(name + ".1", block.norm());
      }
      extra.add(block);
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
      T lateral = inner.get(i).forward(ops, inputs.get(i));
      merged = ops.add(lateral, ops.upsampleNearestLike(merged, lateral));
      pyramid.add(outer.get(i).forward(ops, merged));
    }
    Collections.reverse(pyramid);
    addExtraLevels(ops, pyramid, inputs.get(top));
    return new FeatureMaps<>(pyramid);
  }

  private <T> void addExtraLevels(Ops<T> ops, List<T> pyramid, T coarsestInput) {
    T coarsest = pyramid.get(pyramid.size() - 1);
    if (config.extraLevels() instanceof ExtraLevels.MaxPool pool) {
      for (int i = 0; i < pool.count(); i++) {
        coarsest = ops.maxPool(coarsest, 1, 2, 0);
        pyramid.add(coarsest);
      }
    } else if (config.extraLevels() instanceof ExtraLevels.Convolutions convolutions) {
      T x =
          switch (convolutions.source()) {
            case C5 -> coarsestInput;
            case P5 -> coarsest;
          };
      for (int i = 0; i < extra.size(); i++) {
        boolean relu = i > 0 && convolutions.between() == ExtraLevels.Between.RELU;
        x = extra.get(i).forward(ops, relu ? ops.activate(x, Activation.RELU) : x);
        pyramid.add(x);
      }
    }
  }
}
