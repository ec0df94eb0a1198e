package dev.osprey.bench.work;

import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.runtime.OnnxSession;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A few 3 x 3 convolutions of 256 channels in a row, each reading the last one's result: the shape
 * in which engines come nearest to the machine's limit. The fact {@code rate} is in floating-point
 * operations in a second.
 */
final class ConvolutionWork implements RepeatedWork {
  private static final int CHANNELS = 256;
  private static final int LAYERS = 4;

  /** Runs all layers once. */
  private interface Layers extends AutoCloseable {
    double run();

    @Override
    void close();
  }

  private final double operations;
  private final Layers layers;

  ConvolutionWork(WorkSettings settings) {
    int height = settings.number("height");
    int width = settings.number("width");
    operations = 2.0 * LAYERS * CHANNELS * CHANNELS * 9 * height * width;
    layers =
        settings.text("engine").equals("onnx")
            ? new OnnxLayers(settings, height, width)
            : new TorchLayers(BenchEngine.engine(settings), height, width);
  }

  @Override
  public WorkResult run() {
    long start = System.nanoTime();
    double result = layers.run();
    double seconds = WorkResult.secondsSince(start);
    return new WorkResult(
        seconds, Double.toHexString(result), Map.of("rate", operations / seconds));
  }

  @Override
  public void close() {
    layers.close();
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] weight() {
    return filled(CHANNELS * CHANNELS * 9, 1f / (CHANNELS * 9));
  }

  private static final class TorchLayers implements Layers {
    private final Tensor input;
    private final Tensor weight;

    TorchLayers(Engine engine, int height, int width) {
      engine.applyThreads();
      try (TensorScope scope = TensorScope.inference()) {
        float[] pixels = filled(CHANNELS * height * width, 1);
        input = keep(scope, engine, Tensors.of(pixels, Device.CPU, 1, CHANNELS, height, width));
        weight = keep(scope, engine, Tensors.of(weight(), Device.CPU, CHANNELS, CHANNELS, 3, 3));
      }
    }

    private static Tensor keep(TensorScope scope, Engine engine, Tensor tensor) {
      return scope.keep(
          tensor
              .to(engine.precision().scalarType())
              .clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast)));
    }

    @Override
    public double run() {
      long[] one = {1, 1};
      try (TensorScope scope = TensorScope.inference()) {
        Tensor x = input;
        for (int i = 0; i < LAYERS; i++) {
          x = torch.conv2d(x, weight, new TensorOptional(), one, one, one, 1);
        }
        return Tensors.number(x.select(1, 0).mean());
      }
    }

    @Override
    public void close() {
      input.close();
      weight.close();
    }
  }

  private static final class OnnxLayers implements Layers {
    private final OnnxSession session;
    private final FloatBuffer pixels;
    private final long[] shape;

    OnnxLayers(WorkSettings settings, int height, int width) {
      shape = new long[] {1, CHANNELS, height, width};
      pixels =
          ByteBuffer.allocateDirect(CHANNELS * height * width * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      pixels.put(filled(pixels.capacity(), 1)).rewind();
      Path file = settings.path("file");
      byte[] model = model(height, width);
      AtomicFile.writeUnforced(file, model);
      session = OnnxSession.open(file, settings.number("threads"), SealPolicy.IGNORE);
    }

    private static byte[] model(int height, int width) {
      GraphBuilder graph = new GraphBuilder("convolutions");
      Nodes nodes = new Nodes(graph);
      GraphValue x =
          graph.input(
              "images", ElementType.FLOAT, 1L, (long) CHANNELS, (long) height, (long) width);
      GraphValue weight =
          graph.initializer("weight", new long[] {CHANNELS, CHANNELS, 3, 3}, weight());
      for (int i = 0; i < LAYERS; i++) {
        x = nodes.with("Conv", List.of(x, weight), NodeAttribute.ints("pads", 1, 1, 1, 1));
      }
      GraphValue mean = nodes.op("GlobalAveragePool", x);
      graph.output(mean, "mean", ElementType.FLOAT, 1L, (long) CHANNELS, 1L, 1L);
      return graph.model(Map.of()).toByteArray();
    }

    @Override
    public double run() {
      return Objects.requireNonNull(session.run(pixels, shape).get("mean")).floats()[0];
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
