package dev.osprey.onnx.network;

import dev.osprey.core.ImageSize;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.BufferPool;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.FloatRows;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.region.RegionRows;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.network.GraphSession.Numbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** A run in ONNX Runtime. Its outputs are in buffers of the network's pool until it is closed. */
final class OnnxPass implements ForwardPass {
  private static final int ALIGNMENT = 64;

  private final OnnxNetwork network;
  private final ImageBatch batch;
  private final UseCount.Use use;
  private final LongConsumer elapsed;
  private final NetworkShapes shapes;
  private final List<BufferPool.Lease> leases = new ArrayList<>();
  private Map<String, Numbers> outputs = Map.of();
  private boolean closed;

  private OnnxPass(OnnxNetwork network, ImageBatch batch, UseCount.Use use, LongConsumer elapsed) {
    this.network = network;
    this.batch = batch;
    this.use = use;
    this.elapsed = elapsed;
    this.shapes = network.shapes(shape(batch));
  }

  /** Runs the dense graph. The pass closes the use of its network when it is closed itself. */
  static OnnxPass start(
      OnnxNetwork network, ImageBatch batch, UseCount.Use use, LongConsumer elapsed) {
    OnnxPass pass = new OnnxPass(network, batch, use, elapsed);
    try (UseCount.Use pixels = batch.use()) {
      Numbers images = new Numbers(batch.pixels(), shape(batch).sizes());
      pass.outputs = pass.lend(pass.shapes.outputs());
      pass.run(0, Map.of(NetworkGraphs.IMAGES, images), pass.outputs);
      return pass;
    } catch (RuntimeException | Error e) {
      pass.giveBack();
      throw e;
    }
  }

  private static TensorShape shape(ImageBatch batch) {
    return TensorShape.of(batch.size(), 3, batch.padded().height(), batch.padded().width());
  }

  private void run(int stage, Map<String, Numbers> inputs, Map<String, Numbers> results) {
    long start = System.nanoTime();
    network.session(stage).run(inputs, results);
    elapsed.accept(System.nanoTime() - start);
  }

  /** Borrows one buffer for several outputs. */
  private Map<String, Numbers> lend(Map<String, TensorShape> wanted) {
    long bytes = 0;
    for (TensorShape shape : wanted.values()) {
      bytes += aligned(shape.count());
    }
    BufferPool.Lease lease = network.buffers().borrow(bytes);
    leases.add(lease);
    Map<String, Numbers> lent = new LinkedHashMap<>();
    int start = 0;
    for (Map.Entry<String, TensorShape> one : wanted.entrySet()) {
      int count = Math.toIntExact(one.getValue().count());
      ByteBuffer part = lease.buffer().slice(start, count * Float.BYTES);
      FloatBuffer values = part.order(ByteOrder.nativeOrder()).asFloatBuffer();
      lent.put(one.getKey(), new Numbers(values, one.getValue().sizes()));
      start += (int) aligned(count);
    }
    return lent;
  }

  private static long aligned(long floats) {
    return (floats * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public List<BatchImage> images() {
    return batch.images();
  }

  @Override
  public ImageSize padded() {
    return batch.padded();
  }

  @Override
  public List<Anchors.Grid> grids() {
    return shapes.grids();
  }

  @Override
  public HeadOutputs<OutputRows> dense(int image) {
    return new HeadOutputs<>(
        ofImage(NetworkGraphs.LOGITS, image),
        ofImage(NetworkGraphs.DELTAS, image),
        ofImage(NetworkGraphs.LANDMARKS, image));
  }

  private List<OutputRows> ofImage(String name, int image) {
    List<OutputRows> levels = new ArrayList<>();
    for (int level = 0; outputs.containsKey(NetworkGraphs.name(name, level)); level++) {
      Numbers numbers = found(NetworkGraphs.name(name, level));
      int rows = (int) numbers.shape()[1];
      int width = (int) numbers.shape()[2];
      FloatBuffer values = numbers.values().slice(image * rows * width, rows * width);
      levels.add(new FloatRows(values, rows, width));
    }
    return levels;
  }

  private Numbers found(String name) {
    Numbers numbers = outputs.get(name);
    if (numbers == null) {
      throw new IllegalStateException("the graph gives no " + name);
    }
    return numbers;
  }

  @Override
  public RegionOutputs<OutputRows> regions(List<float[]> regions) {
    int columns =
        network
            .detector()
            .<Integer>byKind(
                oneStage -> {
                  throw new UnsupportedOperationException(
                      "a one-stage detector has no second stage");
                },
                twoStages -> twoStages.config().scoring().outputs(twoStages.config().classes()));
    float[] rows = RegionRows.of(regions);
    int count = rows.length / RegionRows.WIDTH;
    if (count == 0) {
      return new RegionOutputs<>(
          FloatRows.of(new float[0], columns), FloatRows.of(new float[0], 4 * columns));
    }
    Map<String, TensorShape> wanted = new LinkedHashMap<>();
    wanted.put(NetworkGraphs.LOGITS, TensorShape.of(count, columns));
    wanted.put(NetworkGraphs.DELTAS, TensorShape.of(count, 4L * columns));
    Map<String, Numbers> second = lend(wanted);
    run(1, secondInputs(rows, count), second);
    return new RegionOutputs<>(
        rows(second, NetworkGraphs.LOGITS), rows(second, NetworkGraphs.DELTAS));
  }

  private Map<String, Numbers> secondInputs(float[] rows, int count) {
    Map<String, Numbers> inputs = new LinkedHashMap<>();
    FloatBuffer table =
        ByteBuffer.allocateDirect(rows.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(rows)
            .rewind();
    inputs.put(NetworkGraphs.REGIONS, new Numbers(table, count, RegionRows.WIDTH));
    for (int i = 0; outputs.containsKey(NetworkGraphs.name(NetworkGraphs.FEATURES, i)); i++) {
      String name = NetworkGraphs.name(NetworkGraphs.FEATURES, i);
      inputs.put(name, found(name));
    }
    return inputs;
  }

  private static OutputRows rows(Map<String, Numbers> results, String name) {
    Numbers numbers = results.get(name);
    if (numbers == null) {
      throw new IllegalStateException("the graph gives no " + name);
    }
    return new FloatRows(numbers.values(), (int) numbers.shape()[0], (int) numbers.shape()[1]);
  }

  private void giveBack() {
    leases.forEach(BufferPool.Lease::giveBack);
    leases.clear();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      giveBack();
      use.close();
    }
  }
}
