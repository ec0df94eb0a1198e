package dev.osprey.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The update of torch.optim.SGD. */
final class SgdRule implements UpdateRule {
  private final OptimizerConfig.Sgd config;

  SgdRule(OptimizerConfig.Sgd config) {
    this.config = config;
  }

  @Override
  public List<String> stateNames() {
    return config.momentum() == 0 ? List.of() : List.of("momentum_buffer");
  }

  @Override
  public void apply(Update update) {
    Tensor direction = update.gradient();
    if (update.weightDecay() != 0) {
      direction.add_(update.parameter(), new Scalar(update.weightDecay()));
    }
    if (config.momentum() != 0) {
      Tensor buffer = update.state().get(0);
      if (update.step() == 1) {
        buffer.copy_(direction); // the first gradient is not dampened
      } else {
        buffer
            .mul_(new Scalar(config.momentum()))
            .add_(direction, new Scalar(1 - config.dampening()));
      }
      direction =
          config.nesterov() ? direction.add_(buffer, new Scalar(config.momentum())) : buffer;
    }
    update.parameter().add_(direction, new Scalar(-update.learningRate()));
  }
}
