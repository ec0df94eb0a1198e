package dev.osprey.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The update of one parameter in one step, called with gradient recording off. */
sealed interface UpdateRule permits SgdRule, AdamRule {

  /**
   * The inputs of one update.
   *
   * @param gradient may be overwritten
   * @param state one tensor for each of {@link #stateNames}, zero before the first step, with the
   *     memory layout of the parameter
   * @param step from 1
   */
  record Update(
      Tensor parameter,
      Tensor gradient,
      List<Tensor> state,
      long step,
      double learningRate,
      double weightDecay) {}

  /** The names of the state tensors of a parameter, as in torch. */
  List<String> stateNames();

  void apply(Update update);
}
