package dev.osprey.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** How one parameter changes in one step; called without gradients being recorded. */
sealed interface UpdateRule permits SgdRule, AdamRule {

  /**
   * One parameter's step.
   *
   * @param gradient may be overwritten
   * @param state as many tensors as {@link #stateNames}, zero before the first step, laid out like
   *     the parameter
   * @param step from 1
   */
  record Update(
      Tensor parameter,
      Tensor gradient,
      List<Tensor> state,
      long step,
      double learningRate,
      double weightDecay) {}

  /** torch's names of what is kept for each parameter. */
  List<String> stateNames();

  void apply(Update update);
}
