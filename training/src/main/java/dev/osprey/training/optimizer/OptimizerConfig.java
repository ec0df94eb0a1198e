package dev.osprey.training.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.osprey.core.text.UserError;
import dev.osprey.torch.weights.Weights;

/** The settings of an optimiser, with the same meaning as in torch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OptimizerConfig.Sgd.class, name = "sgd"),
  @JsonSubTypes.Type(value = OptimizerConfig.Adam.class, name = "adam"),
  @JsonSubTypes.Type(value = OptimizerConfig.AdamW.class, name = "adamw")
})
public sealed interface OptimizerConfig {

  /** The base learning rate, which the schedule multiplies. */
  double learningRate();

  /** Creates an optimiser for the trainable parameters of {@code weights}. */
  Optimizer create(Weights weights);

  /**
   * Stochastic gradient descent with momentum.
   *
   * @param momentum 0 for none
   * @param dampening fraction of the gradient that is not added to the momentum; usually 0
   * @param nesterov whether to use Nesterov momentum; needs momentum and no dampening
   * @param weightDecay factor of the L2 penalty's gradient
   */
  record Sgd(
      double learningRate,
      double momentum,
      double dampening,
      boolean nesterov,
      double weightDecay,
      ParameterGroups groups)
      implements OptimizerConfig {
    public Sgd {
      requireAtLeastZero("learningRate", learningRate);
      requireAtLeastZero("momentum", momentum);
      requireAtLeastZero("weightDecay", weightDecay);
      if (!Double.isFinite(dampening)) {
        throw new UserError("optimizer.dampening is " + dampening + "; give a number (usual: 0)");
      }
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new UserError(
            "optimizer.nesterov needs a momentum above 0 and dampening 0, got momentum "
                + momentum
                + " and dampening "
                + dampening);
      }
    }

    /** SGD without dampening, Nesterov momentum and parameter groups. */
    public static Sgd of(double learningRate, double momentum, double weightDecay) {
      return new Sgd(learningRate, momentum, 0, false, weightDecay, ParameterGroups.uniform());
    }

    @Override
    public Optimizer create(Weights weights) {
      return new Optimizer(new SgdRule(this), weightDecay, groups, weights);
    }
  }

  /**
   * Adam (Kingma &amp; Ba 2015).
   *
   * @param beta1 decay of the gradients' moving average
   * @param beta2 decay of their squares' moving average
   * @param eps added to the root in the denominator
   * @param weightDecay factor of the L2 penalty's gradient
   */
  record Adam(
      double learningRate,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      ParameterGroups groups)
      implements OptimizerConfig {
    public Adam {
      requireAtLeastZero("learningRate", learningRate);
      requireAtLeastZero("weightDecay", weightDecay);
      requireMoments(beta1, beta2, eps);
    }

    /** Adam with torch's betas and eps, without weight decay. */
    public static Adam of(double learningRate) {
      return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, ParameterGroups.uniform());
    }

    @Override
    public Optimizer create(Weights weights) {
      AdamRule rule = new AdamRule(beta1, beta2, eps, AdamRule.WeightDecay.PENALTY);
      return new Optimizer(rule, weightDecay, groups, weights);
    }
  }

  /**
   * Adam with weight decay decoupled from the gradient (Loshchilov &amp; Hutter 2019).
   *
   * @param beta1 decay of the gradients' moving average
   * @param beta2 decay of their squares' moving average
   * @param eps added to the root in the denominator
   * @param weightDecay each step multiplies a weight by {@code 1 - learningRate * weightDecay}
   */
  record AdamW(
      double learningRate,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      ParameterGroups groups)
      implements OptimizerConfig {
    public AdamW {
      requireAtLeastZero("learningRate", learningRate);
      requireAtLeastZero("weightDecay", weightDecay);
      requireMoments(beta1, beta2, eps);
    }

    /** AdamW with torch's betas and eps. */
    public static AdamW of(double learningRate, double weightDecay) {
      return new AdamW(learningRate, 0.9, 0.999, 1e-8, weightDecay, ParameterGroups.uniform());
    }

    @Override
    public Optimizer create(Weights weights) {
      AdamRule rule = new AdamRule(beta1, beta2, eps, AdamRule.WeightDecay.SHRINK);
      return new Optimizer(rule, weightDecay, groups, weights);
    }
  }

  private static void requireAtLeastZero(String key, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new UserError("optimizer." + key + " is " + value + "; give a number of 0 or more");
    }
  }

  private static void requireMoments(double beta1, double beta2, double eps) {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new UserError(
          "optimizer.beta1 and beta2 must be in [0, 1), got " + beta1 + " and " + beta2);
    }
    requireAtLeastZero("eps", eps);
  }
}
