package dev.osprey.torch;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.Conv2d;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The values of parameters that {@link TorchOps} computes with. */
public interface ParameterTensors {
  Tensor get(Parameter parameter);

  /** The convolution with its norm folded in, or null where they are kept apart. */
  @Nullable FoldedConv folded(Conv2d conv);

  Engine engine();
}
