package dev.osprey.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The update of one parameter in one step, called with gradient recording off. */
sealed interface UpdateRule permits SgdRule, AdamRule {

  /**
   * Updates one parameter.
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

  /** The names of the state tensors of a parameter, as torch has them. */
  List<String> stateNames();

  void apply(Update update);
}
