package dev.osprey.networks.head;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of the region proposal network (Ren et al. 2015): a small tower, shared by all levels,
 * and two convolutions for the objectness logit and the deltas of each anchor. Parameters have
 * torchvision's names ({@code conv.0.0.weight}).
 */
public final class ProposalHead extends Module {

  /**
   * @param depth 3x3 convolutions before the outputs: 1, or 2 in torchvision's v2
   * @param init initializers of all convolutions
   */
  public record Config(int depth, ConvInit init) {
    public Config {
      if (depth < 1) {
        throw new UserError("proposals.head: depth is " + depth + "; give 1 or more (usual: 1)");
      }
      CountLimit.LAYERS.require("proposals.head: depth", depth);
    }

    /** Weights normal with standard deviation 0.01. */
    public static Config of(int depth) {
      return new Config(depth, ConvInit.normal(0.01));
    }

    /**
     * @param levels levels of the neck
     * @param anchors A, anchors at each location
     */
    public ProposalHead build(List<FeatureLevel> levels, int anchors) {
      if (levels.stream().map(FeatureLevel::channels).distinct().count() != 1) {
        throw new UserError(
            "proposals.head: it serves all levels, so these must have the same channels, but are "
                + levels
                + "; put an fpn before it, or set one output stage of the backbone");
      }
      return new ProposalHead(this, levels.get(0).channels(), anchors);
    }
  }

  private final List<ConvNorm> tower = new ArrayList<>();
  private final Conv2d logits;
  private final Conv2d deltas;

  private ProposalHead(Config config, int channels, int anchors) {
    for (int i = 0; i < config.depth; i++) {
      ConvNorm step =
          ConvNorm.of(
              Conv2d.Shape.same(channels, channels, 3, 1),
              new NormConfig.None(),
              config.init,
              Activation.RELU);
      child("conv." + i + ".0", step.conv());
      tower.add(step);
    }
    logits = child("cls_logits", config.init.withBias(Conv2d.Shape.same(channels, anchors, 1, 1)));
    deltas =
        child("bbox_pred", config.init.withBias(Conv2d.Shape.same(channels, 4 * anchors, 1, 1)));
  }

  /** Returns logits (N, R, 1), before the sigmoid, and deltas (N, R, 4) for each level. */
  public <T> HeadOutputs<T> forward(Ops<T> ops, FeatureMaps<T> features) {
    List<T> logitsPerLevel = new ArrayList<>();
    List<T> deltasPerLevel = new ArrayList<>();
    for (T map : features.levels()) {
      T x = map;
      for (ConvNorm step : tower) {
        x = step.forward(ops, x);
      }
      logitsPerLevel.add(anchorByAnchor(ops, logits.forward(ops, x), 1));
      deltasPerLevel.add(anchorByAnchor(ops, deltas.forward(ops, x), 4));
    }
    return new HeadOutputs<>(logitsPerLevel, deltasPerLevel);
  }

  /** (N, A·width, H, W) to (N, H·W·A, width). */
  private static <T> T anchorByAnchor(Ops<T> ops, T outputs, int width) {
    return ops.reshape(ops.permute(outputs, 0, 2, 3, 1), 0, -1, width);
  }
}
