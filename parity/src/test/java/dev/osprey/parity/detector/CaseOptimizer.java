package dev.osprey.parity.detector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.optimizer.Gradients;
import dev.osprey.training.optimizer.Optimizer;
import dev.osprey.training.optimizer.OptimizerConfig;
import dev.osprey.training.optimizer.ParameterGroups;
import java.util.List;

/** The optimizer and gradient clipping of a spec. */
final class CaseOptimizer implements AutoCloseable {
  private final OptimizerConfig config;
  private final Optimizer optimizer;
  private final Gradients gradients;
  private final double clip;

  private CaseOptimizer(OptimizerConfig config, Weights weights, double clip) {
    this.config = config;
    optimizer = config.create(weights);
    gradients = new Gradients(weights);
    this.clip = clip;
  }

  static CaseOptimizer of(JsonNode node, Weights weights) {
    PeerArguments options = new PeerArguments(node);
    OptimizerConfig config =
        switch (options.text("type", "")) {
          case "SGD" ->
              new OptimizerConfig.Sgd(
                  options.number("lr", Double.NaN),
                  options.number("momentum", 0),
                  options.number("dampening", 0),
                  options.flag("nesterov"),
                  options.number("weight_decay", 0),
                  ParameterGroups.uniform());
          case "Adam" -> {
            List<Double> betas = options.numbers("betas", List.of(0.9, 0.999));
            yield new OptimizerConfig.Adam(
                options.number("lr", 1e-3),
                betas.get(0),
                betas.get(1),
                options.number("eps", 1e-8),
                options.number("weight_decay", 0),
                ParameterGroups.uniform());
          }
          default -> throw new CaseError("unknown optimizer " + node.path("type"));
        };
    double clip = options.number("clip_grad_norm", Double.POSITIVE_INFINITY);
    options.finish();
    return new CaseOptimizer(config, weights, clip);
  }

  void clearGradients() {
    gradients.clear();
  }

  /** Clips gradients, updates weights, and returns the norm of all gradients before clipping. */
  double step() {
    double norm = Double.isInfinite(clip) ? gradients.norm() : gradients.clip(clip);
    optimizer.step(config.learningRate());
    return norm;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
