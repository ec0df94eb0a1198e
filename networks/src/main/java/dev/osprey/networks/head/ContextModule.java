package dev.osprey.networks.head;

import dev.osprey.networks.Module;
import dev.osprey.networks.Part;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Ops;
import java.util.List;

/**
 * The context module of SSH (Najibi et al. 2017, section 3.3): three branches of one, two and three
 * 3x3 convolutions, with receptive fields of 3, 5 and 7 pixels. The wider two share their first
 * convolution. The branches have one half and two quarters of the channels. A single ReLU follows
 * their concatenation, so no branch ends with an activation. Names and their spelling are those of
 * Pytorch_Retinaface ({@code conv7X7_2}, {@code conv7x7_3}).
 */
final class ContextModule extends Module {
  private final ConvNorm near;
  private final ConvNorm shared;
  private final ConvNorm middle;
  private final ConvNorm wide;
  private final ConvNorm widest;

  ContextModule(int in, RetinaFaceHead.Config config) {
    int half = config.channels() / 2;
    int quarter = config.channels() / 4;
    Activation leaky = Activation.leaky(config.leakySlope());
    near = block("conv3X3", in, half, config, Activation.NONE);
    shared = block("conv5X5_1", in, quarter, config, leaky);
    middle = block("conv5X5_2", quarter, quarter, config, Activation.NONE);
    wide = block("conv7X7_2", quarter, quarter, config, leaky);
    widest = block("conv7x7_3", quarter, quarter, config, Activation.NONE);
  }

  private ConvNorm block(
      String name, int in, int out, RetinaFaceHead.Config config, Activation activation) {
    ConvNorm block =
        ConvNorm.of(Conv2d.Shape.same(in, out, 3, 1), config.norm(), config.init(), activation);
    child(name + ".0", block.conv());
    child(name + ".1", block.norm());
    return block;
  }

  /** The three branches of a context module, each with a part of its channels. */
  @Override
  public List<Part> parts() {
    return List.of(
        Part.of("3x3", near.conv(), near.norm()),
        Part.of("5x5", shared.conv(), shared.norm(), middle.conv(), middle.norm()),
        Part.of("7x7", wide.conv(), wide.norm(), widest.conv(), widest.norm()));
  }

  /** (N, in, H, W) to (N, channels, H, W). */
  <T> T forward(Ops<T> ops, T map) {
    return ops.block(() -> run(ops, map));
  }

  private <T> T run(Ops<T> ops, T map) {
    T first = shared.forward(ops, map);
    T all =
        ops.concat(
            List.of(
                near.forward(ops, map),
                middle.forward(ops, first),
                widest.forward(ops, wide.forward(ops, first))),
            1);
    return ops.activate(all, Activation.RELU);
  }
}
