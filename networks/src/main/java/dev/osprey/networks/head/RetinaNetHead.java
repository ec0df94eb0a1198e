package dev.osprey.networks.head;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of RetinaNet (Lin et al. 2017): two towers of convolutions, one for logits and one for
 * deltas, shared by all levels. Parameters have torchvision's names ({@code
 * classification_head.conv.0.0.weight}).
 */
public final class RetinaNetHead extends Head {

  /**
   * Settings of the head.
   *
   * @param depth convolutions in each tower before the output convolution
   * @param channels channels of the towers
   * @param norm follows each convolution of the towers
   * @param prior initial score of every anchor, in (0, 1); the bias of the logits starts at {@code
   *     -log((1 - prior) / prior)}
   * @param towerInit initializers of the towers
   * @param outputInit initializers of the weights of both outputs and of the bias of the deltas
   */
  public record Config(
      int depth,
      int channels,
      NormConfig norm,
      Activation activation,
      double prior,
      ConvInit towerInit,
      ConvInit outputInit)
      implements Head.Config {
    public Config {
      if (depth < 0) {
        throw new UserError("retinanet head: depth is " + depth + "; give 0 or more (usual: 4)");
      }
      if (channels < 1) {
        throw new UserError(
            "retinanet head: channels is " + channels + "; give 1 or more (usual: 256)");
      }
      CountLimit.LAYERS.require("retinanet head: depth", depth);
      CountLimit.CHANNELS.require("retinanet head: channels", channels);
      if (!(prior > 0 && prior < 1)) {
        throw new UserError(
            "retinanet head: prior is "
                + prior
                + "; give a probability above 0 and below 1 (usual: 0.01)");
      }
    }

    /** Four convolutions of 256 channels, ReLU, prior 0.01, normal 0.01 (Lin et al. 2017, 4.1). */
    public static Config of(NormConfig norm) {
      return new Config(
          4, 256, norm, Activation.RELU, 0.01, ConvInit.normal(0.01), ConvInit.normal(0.01));
    }

    @Override
    public RetinaNetHead build(List<FeatureLevel> levels, int anchors, int classes) {
      if (levels.stream().map(FeatureLevel::channels).distinct().count() != 1) {
        throw new UserError(
            "retinanet head: its towers serve all levels, so these must have the same channels, but"
                + " are "
                + levels
                + "; put an fpn before it");
      }
      if (anchors < 1 || classes < 1) {
        throw new UserError(
            "retinanet head: it needs at least one anchor per location and one class, got "
                + anchors
                + " and "
                + classes);
      }
      return new RetinaNetHead(this, levels.get(0).channels(), anchors, classes);
    }
  }

  private final Tower classification;
  private final Tower regression;

  private RetinaNetHead(Config config, int in, int anchors, int classes) {
    // Without a tower the output convolutions read the feature maps directly.
    int last = config.depth() == 0 ? in : config.channels();
    double priorLogit = -Math.log((1 - config.prior()) / config.prior());
    Conv2d logits =
        Conv2d.withBias(
            Conv2d.Shape.same(last, anchors * classes, 3, 1),
            config.outputInit().weight(),
            new Initializer.Constant(priorLogit));
    Conv2d deltas = config.outputInit().withBias(Conv2d.Shape.same(last, anchors * 4, 3, 1));
    classification =
        child("classification_head", new Tower(in, config, "cls_logits", logits, classes));
    regression = child("regression_head", new Tower(in, config, "bbox_reg", deltas, 4));
  }

  @Override
  public <T> HeadOutputs<T> forward(Ops<T> ops, FeatureMaps<T> features) {
    List<T> logits = new ArrayList<>();
    List<T> deltas = new ArrayList<>();
    for (T map : features.levels()) {
      logits.add(classification.forward(ops, map));
      deltas.add(regression.forward(ops, map));
    }
    return new HeadOutputs<>(logits, deltas);
  }
}
