package dev.osprey.networks.head;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of RetinaFace (Deng et al. 2020) as in Pytorch_Retinaface: each level has its own
 * context module and its own 1x1 convolutions for logits, deltas and landmarks. Parameters have
 * that project's names ({@code ssh1.conv3X3.0.weight}, {@code ClassHead.0.conv1x1.bias}).
 */
public final class RetinaFaceHead extends Head {

  /** Which landmarks the head predicts. */
  public enum LandmarkPoints {
    /** Five landmarks: eyes, nose, corners of the mouth; (N, H·W·A, 10) per level. */
    FIVE,
    /** No landmarks; the head predicts only boxes. */
    NONE
  }

  /**
   * Settings of the head.
   *
   * @param channels channels of the context modules' maps, a multiple of 4
   * @param leakySlope slope below 0 of the activations between a context module's convolutions; 0
   *     is a plain ReLU. Pytorch_Retinaface uses 0.1 up to 64 channels and 0 above
   * @param norm follows each convolution of the context modules
   * @param init initializers of all convolutions, those of the outputs included
   */
  public record Config(
      int channels, double leakySlope, NormConfig norm, ConvInit init, LandmarkPoints landmarks)
      implements Head.Config {
    public Config {
      if (channels < 4 || channels % 4 != 0) {
        throw new UserError(
            "retinaface head: channels is "
                + channels
                + "; its branches give a half and two quarters of them: give 4 or a multiple of 4"
                + " (usual: 64 or 256)");
      }
      CountLimit.CHANNELS.require("retinaface head: channels", channels);
      Activation.requireSlope("retinaface head", leakySlope);
    }

    /** Trained batch norm and torch's default initializer. */
    public static Config of(int channels, double leakySlope) {
      return new Config(
          channels,
          leakySlope,
          NormConfig.Batch.of(BatchNorm.Mode.TRAIN),
          ConvInit.torchDefault(),
          LandmarkPoints.FIVE);
    }

    public Config withLandmarks(LandmarkPoints newLandmarks) {
      return new Config(channels, leakySlope, norm, init, newLandmarks);
    }

    /**
     * @param classes number of logits of each anchor; a softmax has one for the background
     */
    @Override
    public RetinaFaceHead build(List<FeatureLevel> levels, int anchors, int classes) {
      if (anchors < 1 || classes < 1) {
        throw new UserError(
            "retinaface head: it needs at least one anchor per location and one class, got "
                + anchors
                + " and "
                + classes);
      }
      return new RetinaFaceHead(this, levels, anchors, classes);
    }
  }

  /**
   * The convolutions of one kind of output, one per level; empty if the head has no such output.
   */
  private record OutputConvs(List<Conv2d> convs, int width) {
    /** (N, C, H, W) each to (N, H·W·A, width). */
    <T> List<T> forward(Ops<T> ops, FeatureMaps<T> context) {
      List<T> rows = new ArrayList<>();
      for (int i = 0; i < convs.size(); i++) {
        T outputs = convs.get(i).forward(ops, context.levels().get(i)); // (N, A·width, H, W)
        rows.add(ops.reshape(ops.permute(outputs, 0, 2, 3, 1), 0, -1, width));
      }
      return rows;
    }
  }

  private final List<ContextModule> contexts = new ArrayList<>();
  private final OutputConvs logits;
  private final OutputConvs deltas;
  private final OutputConvs landmarks;

  private RetinaFaceHead(Config config, List<FeatureLevel> levels, int anchors, int classes) {
    for (int i = 0; i < levels.size(); i++) {
      contexts.add(child("ssh" + (i + 1), new ContextModule(levels.get(i).channels(), config)));
    }
    int points =
        switch (config.landmarks()) {
          case FIVE -> levels.size();
          case NONE -> 0;
        };
    logits = outputs("ClassHead", levels.size(), config, anchors, classes);
    deltas = outputs("BboxHead", levels.size(), config, anchors, 4);
    landmarks = outputs("LandmarkHead", points, config, anchors, 10);
  }

  private OutputConvs outputs(String name, int levels, Config config, int anchors, int width) {
    List<Conv2d> convs = new ArrayList<>();
    Conv2d.Shape shape = Conv2d.Shape.same(config.channels(), anchors * width, 1, 1);
    for (int i = 0; i < levels; i++) {
      convs.add(child(name + "." + i + ".conv1x1", config.init().withBias(shape)));
    }
    return new OutputConvs(convs, width);
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < contexts.size(); i++) {
      for (Part branch : contexts.get(i).parts()) {
        parts.add(new Part("ssh" + (i + 1) + "." + branch.name(), branch.modules()));
      }
    }
    addParts(parts, "ClassHead.", logits);
    addParts(parts, "BboxHead.", deltas);
    addParts(parts, "LandmarkHead.", landmarks);
    return parts;
  }

  private static void addParts(List<Part> parts, String name, OutputConvs outputs) {
    for (int i = 0; i < outputs.convs().size(); i++) {
      parts.add(Part.of(name + i, outputs.convs().get(i)));
    }
  }

  /** Returns the map of each level's context module, which the output convolutions read. */
  public <T> FeatureMaps<T> context(Ops<T> ops, FeatureMaps<T> features) {
    List<T> maps = features.levels();
    if (maps.size() != contexts.size()) {
      throw new IllegalArgumentException(
          "retinaface head: built for " + contexts.size() + " levels, got " + maps.size());
    }
    List<T> context = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      context.add(contexts.get(i).forward(ops, maps.get(i)));
    }
    return new FeatureMaps<>(context);
  }

  @Override
  public boolean givesLandmarks() {
    return !landmarks.convs().isEmpty();
  }

  @Override
  public <T> HeadOutputs<T> forward(Ops<T> ops, FeatureMaps<T> features) {
    FeatureMaps<T> context = context(ops, features);
    return new HeadOutputs<>(
        logits.forward(ops, context),
        deltas.forward(ops, context),
        landmarks.forward(ops, context));
  }
}
