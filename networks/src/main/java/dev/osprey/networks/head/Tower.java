package dev.osprey.networks.head;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * A stack of 3x3 convolutions, followed by an output convolution with {@code width} numbers for
 * each anchor. All levels share the weights.
 */
final class Tower extends Module {
  private final List<ConvNorm> steps = new ArrayList<>();
  private final Conv2d output;
  private final int width;

  Tower(int in, RetinaNetHead.Config config, String outputName, Conv2d output, int width) {
    for (int i = 0; i < config.depth(); i++) {
      Conv2d.Shape shape =
          Conv2d.Shape.same(i == 0 ? in : config.channels(), config.channels(), 3, 1);
      ConvNorm step = ConvNorm.of(shape, config.norm(), config.towerInit(), config.activation());
      child("conv." + i + ".0", step.conv());
      child("conv." + i + ".1", step.norm());
      steps.add(step);
    }
    this.output = child(outputName, output);
    this.width = width;
  }

  /** (N, C, H, W) to (N, H·W·A, width). */
  <T> T forward(Ops<T> ops, T map) {
    T x = map;
    for (ConvNorm step : steps) {
      x = step.forward(ops, x);
    }
    T outputs = output.forward(ops, x); // (N, A·width, H, W), anchor by anchor
    return ops.reshape(ops.permute(outputs, 0, 2, 3, 1), 0, -1, width);
  }
}
