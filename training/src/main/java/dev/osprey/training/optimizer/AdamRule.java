package dev.osprey.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The update of torch.optim.Adam and AdamW, in the order of operations of their single-tensor form.
 */
final class AdamRule implements UpdateRule {

  /** How weight decay is applied. */
  enum WeightDecay {
    /** To the gradient, as an L2 penalty (Adam). */
    PENALTY,
    /** To the weight itself (AdamW). */
    SHRINK
  }

  private final double beta1;
  private final double beta2;
  private final double eps;
  private final WeightDecay decay;

  AdamRule(double beta1, double beta2, double eps, WeightDecay decay) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.decay = decay;
  }

  @Override
  public List<String> stateNames() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public void apply(Update update) {
    Tensor parameter = update.parameter();
    Tensor gradient = update.gradient();
    if (update.weightDecay() != 0) {
      if (decay == WeightDecay.PENALTY) {
        gradient.add_(parameter, new Scalar(update.weightDecay()));
      } else {
        parameter.mul_(new Scalar(1 - update.learningRate() * update.weightDecay()));
      }
    }
    Tensor mean = update.state().get(0);
    Tensor meanOfSquares = update.state().get(1);
    mean.lerp_(gradient, new Scalar(1 - beta1));
    meanOfSquares.mul_(new Scalar(beta2)).addcmul_(gradient, gradient, new Scalar(1 - beta2));
    double correction1 = 1 - Math.pow(beta1, (double) update.step());
    double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) update.step()));
    Tensor denominator = meanOfSquares.sqrt().div_(new Scalar(correction2)).add_(new Scalar(eps));
    parameter.addcdiv_(mean, denominator, new Scalar(-update.learningRate() / correction1));
  }
}
