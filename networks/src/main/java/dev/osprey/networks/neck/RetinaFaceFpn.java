package dev.osprey.networks.neck;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The feature pyramid of Pytorch_Retinaface (after Deng et al. 2020). It differs from {@link Fpn}
 * in three ways: every convolution has a norm and an activation, the coarsest level has no 3x3
 * convolution, and the finer level receives the output of the 3x3 convolution. Parameters have that
 * project's names ({@code output1.0.weight}, {@code merge1.1.bias}), numbered from the finest
 * level.
 */
public final class RetinaFaceFpn extends Neck {

  /** How a coarser level is resized to the finer one. */
  public enum Upsampling {
    /** Nearest-neighbor resizing. */
    NEAREST,
    /**
     * {@link Doubling}: the same numbers, for engines that cannot resize to the size of another
     * map.
     */
    TRANSPOSED_CONVOLUTION
  }

  /**
   * Settings of the pyramid.
   *
   * @param channels channels of each level
   * @param leakySlope slope of each activation below 0; 0 is a plain ReLU. Pytorch_Retinaface uses
   *     0.1 up to 64 channels and 0 above
   * @param norm follows each convolution
   * @param init initializers of the convolutions
   */
  public record Config(
      int channels, double leakySlope, NormConfig norm, ConvInit init, Upsampling upsampling)
      implements Neck.Config {
    public Config {
      if (channels < 1) {
        throw new UserError(
            "retinaface-fpn: channels is " + channels + "; give 1 or more (usual: 64 or 256)");
      }
      CountLimit.CHANNELS.require("retinaface-fpn: channels", channels);
      Activation.requireSlope("retinaface-fpn", leakySlope);
    }

    /** Trained batch norm and torch's default initializer. */
    public static Config of(int channels, double leakySlope) {
      return new Config(
          channels,
          leakySlope,
          NormConfig.Batch.of(BatchNorm.Mode.TRAIN),
          ConvInit.torchDefault(),
          Upsampling.NEAREST);
    }

    public Config withUpsampling(Upsampling newUpsampling) {
      return new Config(channels, leakySlope, norm, init, newUpsampling);
    }

    @Override
    public RetinaFaceFpn build(List<FeatureLevel> levels) {
      if (upsampling == Upsampling.TRANSPOSED_CONVOLUTION) {
        requireDoublingStrides(levels);
      }
      return new RetinaFaceFpn(this, levels);
    }

    private static void requireDoublingStrides(List<FeatureLevel> levels) {
      for (int i = 1; i < levels.size(); i++) {
        if (levels.get(i).stride() != 2 * levels.get(i - 1).stride()) {
          throw new UserError(
              "retinaface-fpn: upsampling is transposed-convolution, which doubles, but the"
                  + " backbone's maps have strides "
                  + levels.stream().map(FeatureLevel::stride).toList()
                  + "; give nearest, or set outStages of the backbone without a gap");
        }
      }
    }

    private ConvNorm block(int in, int kernel) {
      return ConvNorm.of(
          Conv2d.Shape.same(in, channels, kernel, 1), norm, init, Activation.leaky(leakySlope));
    }
  }

  private final List<ConvNorm> outputs = new ArrayList<>();
  private final List<ConvNorm> merges = new ArrayList<>();
  private final List<Doubling> doublings = new ArrayList<>();
  private final List<FeatureLevel> levels = new ArrayList<>();

  private RetinaFaceFpn(Config config, List<FeatureLevel> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      outputs.add(named("output" + (i + 1), config.block(inputs.get(i).channels(), 1)));
      levels.add(new FeatureLevel(config.channels(), inputs.get(i).stride()));
    }
    for (int i = 1; i < inputs.size(); i++) {
      merges.add(named("merge" + i, config.block(config.channels(), 3)));
      if (config.upsampling() == Upsampling.TRANSPOSED_CONVOLUTION) {
        doublings.add(child("up" + (i + 1), new Doubling()));
      }
    }
  }

  private ConvNorm named(String name, ConvNorm block) {
    child(name + ".0", block.conv());
    child(name + ".1", block.norm());
    return block;
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      List<Module> modules = new ArrayList<>();
      modules.add(outputs.get(i).conv());
      modules.add(outputs.get(i).norm());
      if (i < doublings.size()) {
        modules.add(doublings.get(i));
      }
      if (i < merges.size()) {
        modules.add(merges.get(i).conv());
        modules.add(merges.get(i).norm());
      }
      parts.add(new Part(levelName(levels.get(i).stride()), modules));
    }
    return parts;
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.copyOf(levels);
  }

  @Override
  public <T> FeatureMaps<T> forward(Ops<T> ops, FeatureMaps<T> maps) {
    List<T> inputs = maps.levels();
    if (inputs.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "retinaface-fpn: built for " + outputs.size() + " levels, got " + inputs.size());
    }
    int top = inputs.size() - 1;
    List<T> pyramid = new ArrayList<>();
    T coarser = outputs.get(top).forward(ops, inputs.get(top));
    pyramid.add(coarser);
    for (int i = top - 1; i >= 0; i--) {
      T lateral = outputs.get(i).forward(ops, inputs.get(i));
      T sum = ops.add(lateral, upsampled(ops, coarser, lateral, i));
      coarser = merges.get(i).forward(ops, sum);
      pyramid.add(coarser);
    }
    Collections.reverse(pyramid);
    return new FeatureMaps<>(pyramid);
  }

  private <T> T upsampled(Ops<T> ops, T coarser, T lateral, int level) {
    return doublings.isEmpty()
        ? ops.upsampleNearestLike(coarser, lateral)
        : doublings.get(level).forward(ops, coarser, lateral);
  }
}
