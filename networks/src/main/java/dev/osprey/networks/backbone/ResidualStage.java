package dev.osprey.networks.backbone;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Ops;
import java.util.ArrayList;
import java.util.List;

/** A sequence of residual blocks at one resolution; the first has the stride of the stage. */
final class ResidualStage extends Module {
  private final List<ResidualBlock> blocks = new ArrayList<>();

  ResidualStage(int in, int width, int stride, int depth, ResidualBlock.Style style) {
    int out = style.kind().outChannels(width);
    for (int i = 0; i < depth; i++) {
      ResidualBlock block =
          i == 0
              ? new ResidualBlock(in, width, stride, style)
              : new ResidualBlock(out, width, 1, style);
      blocks.add(child(Integer.toString(i), block));
    }
  }

  <T> T forward(Ops<T> ops, T x) {
    return ops.block(() -> run(ops, x));
  }

  private <T> T run(Ops<T> ops, T x) {
    T y = x;
    for (ResidualBlock block : blocks) {
      T input = y;
      y = ops.block(() -> block.forward(ops, input));
    }
    return y;
  }
}
