package dev.osprey.torch;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.Conv2d;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The values of parameters that {@link TorchOps} computes with. */
public interface ParameterTensors {
  Tensor get(Parameter parameter);

  /** Returns the convolution with its norm folded in, or null if they are separate. */
  @Nullable FoldedConv folded(Conv2d conv);

  Engine engine();
}
