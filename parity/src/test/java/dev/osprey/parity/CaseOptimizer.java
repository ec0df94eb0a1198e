package dev.osprey.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.torch.Weights;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The optimiser that a spec describes. */
final class CaseOptimizer implements AutoCloseable {
  private final TensorVector parameters;
  private final Optimizer optimizer;
  private final double clip;

  private CaseOptimizer(TensorVector parameters, Optimizer optimizer, double clip) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.clip = clip;
  }

  static CaseOptimizer of(JsonNode node, Weights weights) {
    Options options = new Options(node);
    TensorVector parameters = new TensorVector(weights.trainable().values().toArray(Tensor[]::new));
    String type = options.text("type", "");
    double rate = options.number("lr", Double.NaN);
    double decay = options.number("weight_decay", 0);
    Optimizer optimizer =
        switch (type) {
          case "SGD" -> {
            SGDOptions sgd = new SGDOptions(rate);
            sgd.momentum().put(options.number("momentum", 0));
            sgd.dampening().put(options.number("dampening", 0));
            sgd.weight_decay().put(decay);
            sgd.nesterov().put(options.flag("nesterov"));
            yield new SGD(parameters, sgd);
          }
          case "Adam" -> {
            AdamOptions adam = new AdamOptions(rate);
            java.util.List<Double> betas = options.numbers("betas", java.util.List.of(0.9, 0.999));
            adam.betas().put(0, betas.get(0));
            adam.betas().put(1, betas.get(1));
            adam.eps().put(options.number("eps", 1e-8));
            adam.weight_decay().put(decay);
            yield new Adam(parameters, adam);
          }
          default -> throw new CaseError("unknown optimizer " + type);
        };
    double clip = options.number("clip_grad_norm", Double.POSITIVE_INFINITY);
    options.finish();
    return new CaseOptimizer(parameters, optimizer, clip);
  }

  void clearGradients() {
    optimizer.zero_grad();
  }

  /** Clips, updates, and gives the norm of all gradients before clipping. */
  double step() {
    double norm = Double.isInfinite(clip) ? Double.NaN : torch.clip_grad_norm_(parameters, clip);
    optimizer.step();
    return norm;
  }

  @Override
  public void close() {
    optimizer.close();
    parameters.close();
  }
}
