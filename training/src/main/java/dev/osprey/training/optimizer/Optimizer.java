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
 * Changes the trainable weights in place by their gradients, with torch's semantics. Owns what it
 * keeps for each parameter until it is closed, after which every call that needs it is an {@link
 * IllegalStateException}; the weights stay their owner's. Confined to the thread that trains.
 *
 * <p>libtorch's fused and for-each updates are not reachable from Java, so a step is a few
 * operations in place for each parameter. The gradients are used up: they are not what they were
 * after a step.
 */
public final class Optimizer implements AutoCloseable {

  /** Values to restore, by name, flat in C order. */
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
    try (TensorScope scope = TensorScope.detecting()) {
      weights
          .trainable()
          .forEach(
              (path, parameter) -> {
                List<Tensor> ofParameter = new ArrayList<>();
                for (String name : rule.stateNames()) {
                  // Laid out like the parameter: a restored run then rounds as the first one did.
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

  /** Steps that were taken, in this run and in those that it resumes. */
  public long steps() {
    return steps;
  }

  /**
   * Takes one step against the gradients. A parameter without a gradient stays as it is.
   *
   * @param learningRate of this step, before any group's factor
   */
  public void step(double learningRate) {
    owned.requireOpen();
    steps++;
    for (Slot slot : slots) {
      try (TensorScope scope = TensorScope.detecting()) {
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
   * What is kept between steps, by torch's name and the parameter's path; it stays this object's.
   */
  public Map<String, Tensor> state() {
    owned.lendAll(state.values());
    return Collections.unmodifiableMap(state);
  }

  /** Goes on where another optimiser of the same settings stood. */
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
          try (TensorScope scope = TensorScope.detecting()) {
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
