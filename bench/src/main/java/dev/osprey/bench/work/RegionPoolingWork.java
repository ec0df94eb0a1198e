package dev.osprey.bench.work;

import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.LevelMapper;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.FoldedConv;
import dev.osprey.torch.ParameterTensors;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * RoIAlign of regions of one feature map, 7 x 7 cells of 2 x 2 points, forward alone or with the
 * gradient of the map. The regions are boxes in pixels of the image.
 */
final class RegionPoolingWork implements RepeatedWork {
  private static final RegionPooling POOLING =
      new RegionPooling.Align(7, 7, 2, RegionPooling.Offset.NONE, new LevelMapper(224, 4));

  /** The operations without a network. */
  private record NoParameters(Engine engine) implements ParameterTensors {
    @Override
    public Tensor get(Parameter parameter) {
      throw new IllegalStateException("pooling has no parameters");
    }

    @Override
    public @Nullable FoldedConv folded(ConvNorm block) {
      return null;
    }
  }

  private final int stride;
  private final boolean backward;
  private final Tensor map;
  private final float[] regions;
  private final TorchOps ops;

  RegionPoolingWork(WorkSettings settings) {
    Engine engine = BenchEngine.engine(settings);
    engine.applyThreads();
    stride = settings.number("stride");
    backward = settings.text("backward").equals("true");
    regions = regions(BoxesFile.read(settings.path("boxes")));
    map = map(settings);
    TorchOps.Phase phase = backward ? TorchOps.Phase.TRAINING : TorchOps.Phase.INFERENCE;
    ops = new TorchOps(new NoParameters(engine), phase);
  }

  /** Packed (R, 5): image 0, then xyxy. */
  private static float[] regions(BoxesFile boxes) {
    float[] regions = new float[5 * boxes.size()];
    for (int i = 0; i < boxes.size(); i++) {
      System.arraycopy(boxes.boxes(), 4 * i, regions, 5 * i + 1, 4);
    }
    return regions;
  }

  private static Tensor map(WorkSettings settings) {
    int channels = settings.number("channels");
    int height = settings.number("height");
    int width = settings.number("width");
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    try (TensorScope scope = TensorScope.inference()) {
      return scope.keep(
          Tensors.of(values, Device.CPU, 1, channels, height, width)
              .clone(new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast)));
    }
  }

  @Override
  public WorkResult run() {
    return backward ? withBackward() : forward();
  }

  private WorkResult forward() {
    try (TensorScope scope = TensorScope.inference()) {
      long start = System.nanoTime();
      Tensor pooled = pool();
      double seconds = WorkResult.secondsSince(start);
      return result(seconds, Tensors.number(pooled.sum()));
    }
  }

  private WorkResult withBackward() {
    try (TensorScope scope = TensorScope.training()) {
      map.requires_grad_(true);
      long start = System.nanoTime();
      Tensor total = pool().sum();
      total.backward();
      double seconds = WorkResult.secondsSince(start);
      Tensor gradient = map.grad();
      double sum = Tensors.number(total.detach()) + Tensors.number(gradient.sum());
      map.mutable_grad().reset();
      return result(seconds, sum);
    }
  }

  private Tensor pool() {
    Tensor rows = Tensors.of(regions, Device.CPU, regions.length / 5, 5);
    return ops.poolRegions(List.of(map), List.of(stride), rows, POOLING);
  }

  private static WorkResult result(double seconds, double sum) {
    Checksum checksum = new Checksum();
    checksum.add(sum);
    return new WorkResult(seconds, checksum.text(), Map.of("sum", sum));
  }

  @Override
  public void close() {
    map.close();
  }
}
