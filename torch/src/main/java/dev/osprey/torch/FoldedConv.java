package dev.osprey.torch;

import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The weight and bias of a convolution with the following norm folded in. */
public record FoldedConv(Tensor weight, Tensor bias) {

  /**
   * Folds y = (conv(x) - mean) · g + bias with g = weight / √(var + eps) into one convolution.
   * Gradients pass through where they are recorded.
   */
  public static FoldedConv of(ParameterTensors tensors, Conv2d conv, BatchNorm norm) {
    Tensor gain =
        tensors
            .get(norm.runningVar())
            .add(new Scalar(norm.eps()))
            .rsqrt()
            .mul(tensors.get(norm.weight()));
    Tensor shift = tensors.get(norm.runningMean());
    if (conv.bias() != null) {
      shift = shift.sub(tensors.get(conv.bias()));
    }
    Tensor weight = tensors.get(conv.weight()).mul(gain.view(-1, 1, 1, 1));
    Tensor bias = tensors.get(norm.bias()).sub(shift.mul(gain));
    return new FoldedConv(weight, bias);
  }
}
