package dev.osprey.torch.weights;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.detector.Network;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.torch.Engine;
import dev.osprey.torch.FoldedConv;
import dev.osprey.torch.OwnedTensors;
import dev.osprey.torch.ParameterTensors;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An immutable copy of {@link Weights} for inference: batch norms folded into the convolutions
 * before them, channels-last, in the engine's precision. Later training does not change it. Owns
 * its tensors until it is closed; tensors lent to an open {@link TensorScope} stay readable there.
 * After {@link #close} every call that needs values throws an {@link IllegalStateException}.
 * Thread-safe; one thread may close it while others use it.
 */
public final class InferenceWeights implements AutoCloseable, ParameterTensors {
  private final Engine engine;
  private final OwnedTensors owned = new OwnedTensors("the weights of a detector");
  private final Map<Parameter, Tensor> tensors = new HashMap<>();
  private final Map<Conv2d, FoldedConv> folded = new HashMap<>();

  private InferenceWeights(Engine engine) {
    this.engine = engine;
  }

  /** Returns a copy of {@code weights} in the precision of {@code engine}. */
  public static InferenceWeights of(Network network, Weights weights, Engine engine) {
    InferenceWeights copy = new InferenceWeights(engine);
    try (TensorScope scope = TensorScope.inference()) {
      copy.fill(scope, network, weights);
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  private void fill(TensorScope scope, Network network, Weights weights) {
    CompositeCollector composites = CompositeCollector.of(network);
    for (ConvNorm block : composites.blocks()) {
      if (block.norm() instanceof BatchNorm norm) {
        FoldedConv both = FoldedConv.of(weights, block.conv(), norm);
        folded.put(
            block.conv(), new FoldedConv(keep(scope, both.weight()), keep(scope, both.bias())));
      }
    }
    for (Parameter parameter : network.namedParameters().values()) {
      if (!composites.isFolded(parameter)) {
        tensors.put(parameter, keep(scope, weights.get(parameter)));
      }
    }
  }

  private Tensor keep(TensorScope scope, Tensor tensor) {
    Tensor converted =
        tensor.detach().to(engine.device().toTorch(), engine.precision().scalarType());
    return owned.add(
        scope.keep(
            converted.dim() == 4
                ? converted.clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast))
                : converted.clone()));
  }

  /** Returns operations that use this copy. */
  public TorchOps ops() {
    return new TorchOps(this, TorchOps.Phase.INFERENCE);
  }

  /**
   * Returns operations that use this copy and report how long the network runs.
   *
   * @param elapsed receives the nanoseconds of each run of the network, or of a part of it. A GPU
   *     continues after a run returns, so its time is not included
   */
  public TorchOps ops(LongConsumer elapsed) {
    return new TorchOps(this, TorchOps.Phase.INFERENCE, elapsed);
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public Tensor get(Parameter parameter) {
    Tensor tensor = tensors.get(parameter);
    if (tensor == null) {
      owned.requireOpen();
      throw new IllegalArgumentException(
          "the parameter belongs to another network, or is folded into a convolution");
    }
    return owned.lend(tensor);
  }

  @Override
  public @Nullable FoldedConv folded(ConvNorm block) {
    return folded(block.conv());
  }

  private @Nullable FoldedConv folded(Conv2d conv) {
    FoldedConv both = folded.get(conv);
    if (both != null) {
      owned.lendAll(List.of(both.weight(), both.bias()));
    }
    return both;
  }

  /** Whether the norm after a convolution is folded into it. */
  public boolean isFolded(Conv2d conv) {
    return folded.containsKey(conv);
  }

  /** A float32 copy of a convolution's weight and bias, with the norm folded in if there is one. */
  public ConvValues values(Conv2d conv) {
    try (TensorScope scope = TensorScope.inference()) {
      FoldedConv both = folded(conv);
      if (both != null) {
        return new ConvValues(Tensors.floats(both.weight()), Tensors.floats(both.bias()));
      }
    }
    Parameter bias = conv.bias();
    return new ConvValues(values(conv.weight()), bias == null ? null : values(bias));
  }

  /** Flat copy of one parameter's values in C order, in float32. */
  public float[] values(Parameter parameter) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.floats(get(parameter));
    }
  }

  @Override
  public void close() {
    owned.close();
  }
}
