package dev.osprey.training.optimizer;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.OwnedTensors;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * An optimiser that updates the trainable weights in place from their gradients, with torch's
 * semantics. It owns the state of each parameter until it is closed; later calls that need the
 * state throw an {@link IllegalStateException}. It does not own the weights. Confined to the
 * training thread.
 *
 * <p>libtorch's fused and for-each updates are not reachable from Java, so a step is a few
 * operations in place for each parameter. A step overwrites the gradients.
 */
public final class Optimizer implements AutoCloseable {

  /** State values to restore, by name, flat in C order. */
  @FunctionalInterface
  public interface StateSource {
    float[] values(String name);
  }

  private record Slot(
      Tensor parameter, List<Tensor> state, double learningRateFactor, double weightDecay) {}

  private final UpdateRule rule;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final OwnedTensors owned = new OwnedTensors("the optimiser");
  private long steps;

  Optimizer(UpdateRule rule, double weightDecay, ParameterGroups groups, Weights weights) {
    this.rule = rule;
    try (TensorScope scope = TensorScope.inference()) {
      weights
          .trainable()
          .forEach(
              (path, parameter) -> {
                List<Tensor> ofParameter = new ArrayList<>();
                for (String name : rule.stateNames()) {
                  // The same memory layout as the parameter: a resumed run then rounds
                  // in the same way.
                  Tensor zeros = owned.add(scope.keep(torch.zeros_like(parameter)));
                  ofParameter.add(zeros);
                  state.put(name + "/" + path, zeros);
                }
                slots.add(
                    new Slot(
                        parameter,
                        ofParameter,
                        groups.learningRateFactor(path),
                        groups.isDecayed(parameter.dim()) ? weightDecay : 0));
              });
    }
  }

  /** The number of steps taken, including those before a resume. */
  public long steps() {
    return steps;
  }

  /**
   * Takes one step. A parameter without a gradient is not changed.
   *
   * @param learningRate of this step, before the factors of parameter groups
   */
  public void step(double learningRate) {
    owned.requireOpen();
    steps++;
    for (Slot slot : slots) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor gradient = slot.parameter.grad();
        if (gradient.defined()) {
          rule.apply(
              new UpdateRule.Update(
                  slot.parameter,
                  gradient,
                  slot.state,
                  steps,
                  learningRate * slot.learningRateFactor,
                  slot.weightDecay));
        }
      }
    }
  }

  /**
   * The state between steps, by torch's name and the path of the parameter; this object keeps
   * owning it.
   */
  public Map<String, Tensor> state() {
    owned.lendAll(state.values());
    return Collections.unmodifiableMap(state);
  }

  /** Restores the state of another optimiser with the same settings. */
  public void restore(long stepsTaken, StateSource source) {
    owned.requireOpen();
    state.forEach(
        (name, tensor) -> {
          float[] values = source.values(name);
          if (values.length != tensor.numel()) {
            throw new UserError(
                "optimiser state "
                    + name
                    + " has "
                    + values.length
                    + " values, the model needs "
                    + tensor.numel()
                    + "; resume with the configuration that the run was started with");
          }
          try (TensorScope scope = TensorScope.inference()) {
            tensor.copy_(Tensors.of(values, Device.CPU, Tensors.shape(tensor)));
          }
        });
    steps = stepsTaken;
  }

  @Override
  public void close() {
    owned.close();
  }
}
