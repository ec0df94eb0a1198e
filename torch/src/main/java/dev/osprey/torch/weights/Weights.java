package dev.osprey.torch.weights;

import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.FoldedConv;
import dev.osprey.torch.OwnedTensors;
import dev.osprey.torch.ParameterTensors;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.natives.NativeLoader;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The values of a network's parameters by path, in float32 (float64 if the engine has that
 * precision), which training changes. Owns its tensors until it is closed; tensors lent to an open
 * {@link TensorScope} stay readable there. After {@link #close} every call except {@link #engine}
 * throws an {@link IllegalStateException}. Convolution weights are stored channels-last.
 */
public final class Weights implements AutoCloseable, ParameterTensors {

  /** A source of the values of parameters. */
  @FunctionalInterface
  public interface Source {
    /** Returns all values of a parameter, flat in C order. */
    float[] values(String path, Parameter parameter);
  }

  private final Engine engine;
  private final OwnedTensors owned = new OwnedTensors("the weights");
  private final Map<String, Tensor> byPath = new LinkedHashMap<>();
  private final Map<Parameter, Tensor> byParameter = new HashMap<>();
  private final Map<String, Tensor> trainable = new LinkedHashMap<>();

  private Weights(Module network, Engine engine, Source source) {
    this.engine = engine;
    try {
      create(network, source);
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  private void create(Module network, Source source) {
    try (TensorScope scope = TensorScope.training()) {
      network
          .namedParameters()
          .forEach(
              (path, parameter) -> {
                Tensor tensor =
                    owned.add(scope.keep(create(source.values(path, parameter), parameter)));
                byPath.put(path, tensor);
                byParameter.put(parameter, tensor);
                if (parameter.isTrainable()) {
                  tensor.requires_grad_(true);
                  trainable.put(path, tensor);
                }
              });
    }
  }

  private Tensor create(float[] values, Parameter parameter) {
    long[] shape = parameter.shape();
    if (values.length != parameter.count()) {
      throw new IllegalArgumentException(
          values.length + " values for a parameter of shape " + Arrays.toString(shape));
    }
    Tensor tensor = Tensors.of(values, engine.device(), shape);
    if (engine.precision() == Precision.FLOAT64) {
      tensor = tensor.to(Precision.FLOAT64.scalarType());
    }
    // clone() copies even if the layout is right already
    return shape.length == 4
        ? tensor.clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast))
        : tensor;
  }

  /**
   * Returns initial values from the network's initialisers. Each parameter has its own generator,
   * seeded with {@code seed} and its path, so that changes elsewhere do not affect it.
   */
  public static Weights initialize(Module network, Engine engine, long seed) {
    return of(network, engine, initialValues(seed));
  }

  /** Returns the source of the values of {@link #initialize}. */
  public static Source initialValues(long seed) {
    return (path, parameter) -> {
      float[] values = new float[Math.toIntExact(parameter.count())];
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + hash(path));
      parameter.initializer().fill(values, parameter.shape(), random);
      return values;
    };
  }

  public static Weights of(Module network, Engine engine, Source source) {
    NativeLoader.load();
    return new Weights(network, engine, source);
  }

  private static long hash(String path) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  @Override
  public Engine engine() {
    return engine;
  }

  /** Returns all tensors by path. This object still owns them. */
  public Map<String, Tensor> tensors() {
    owned.lendAll(byPath.values());
    return Collections.unmodifiableMap(byPath);
  }

  /** Returns the trainable tensors, by path. */
  public Map<String, Tensor> trainable() {
    owned.lendAll(trainable.values());
    return Collections.unmodifiableMap(trainable);
  }

  /** Flat copy of one parameter's values in C order. */
  public float[] values(String path) {
    owned.requireOpen();
    Tensor tensor = byPath.get(path);
    if (tensor == null) {
      throw new IllegalArgumentException("no parameter " + path);
    }
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.floats(owned.lend(tensor));
    }
  }

  /** Overwrites all values. */
  public void load(Module network, Source source) {
    try (TensorScope scope = TensorScope.inference()) {
      network
          .namedParameters()
          .forEach(
              (path, parameter) -> {
                float[] values = source.values(path, parameter);
                get(parameter).copy_(Tensors.of(values, Device.CPU, parameter.shape()));
              });
    }
  }

  /**
   * Returns operations that record gradients. Norms that are trained use batch statistics and
   * update the running statistics.
   */
  public TorchOps trainingOps() {
    return new TorchOps(this, TorchOps.Phase.TRAINING);
  }

  @Override
  public Tensor get(Parameter parameter) {
    Tensor tensor = byParameter.get(parameter);
    if (tensor == null) {
      owned.requireOpen();
      throw new IllegalArgumentException("the parameter belongs to another network");
    }
    return owned.lend(tensor);
  }

  /** Folds a norm that uses the running statistics, each time it is asked: weights change. */
  @Override
  public @Nullable FoldedConv folded(ConvNorm block) {
    return block.norm() instanceof BatchNorm norm && norm.mode() != BatchNorm.Mode.TRAIN
        ? FoldedConv.of(this, block.conv(), norm)
        : null;
  }

  @Override
  public void close() {
    owned.close();
  }
}
