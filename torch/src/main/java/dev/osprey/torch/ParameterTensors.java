package dev.osprey.torch;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.ConvNorm;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The values of parameters that {@link TorchOps} computes with. */
public interface ParameterTensors {
  Tensor get(Parameter parameter);

  /** Returns the convolution of a block with its norm folded in, or null if they are separate. */
  @Nullable FoldedConv folded(ConvNorm block);

  Engine engine();
}
