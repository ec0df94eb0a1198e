package dev.osprey.training.optimizer;

import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The gradients of the trainable weights, as one vector. Owns no tensors. */
public final class Gradients {
  /** torch's guard against a division by zero. */
  private static final double EPS = 1e-6;

  private final Weights weights;

  public Gradients(Weights weights) {
    this.weights = weights;
  }

  /** L2 norm over all gradients; 0 if there are none. */
  public double norm() {
    try (TensorScope scope = TensorScope.inference()) {
      return norm(defined());
    }
  }

  /**
   * Clips the gradients to a norm of at most {@code maxNorm}, as {@code
   * torch.nn.utils.clip_grad_norm_} does: by {@code maxNorm / (norm + 1e-6)} if that is below 1.
   *
   * @return the norm before clipping
   */
  public double clip(double maxNorm) {
    try (TensorScope scope = TensorScope.inference()) {
      List<Tensor> gradients = defined();
      double norm = norm(gradients);
      // In float32, as torch computes it on a tensor.
      float factor = (float) maxNorm / ((float) norm + (float) EPS);
      if (factor < 1) {
        Scalar scale = new Scalar((double) factor);
        gradients.forEach(gradient -> gradient.mul_(scale));
      }
      return norm;
    }
  }

  /** Clears the gradients, which frees their memory until the next backward pass. */
  public void clear() {
    try (TensorScope scope = TensorScope.inference()) {
      weights.trainable().values().forEach(parameter -> parameter.mutable_grad().reset());
    }
  }

  private List<Tensor> defined() {
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor parameter : weights.trainable().values()) {
      Tensor gradient = parameter.grad();
      if (gradient.defined()) {
        gradients.add(gradient);
      }
    }
    return gradients;
  }

  private static double norm(List<Tensor> gradients) {
    if (gradients.isEmpty()) {
      return 0;
    }
    Tensor[] norms = gradients.stream().map(Tensor::norm).toArray(Tensor[]::new);
    return Tensors.number(torch.stack(new TensorVector(norms)).norm());
  }
}
