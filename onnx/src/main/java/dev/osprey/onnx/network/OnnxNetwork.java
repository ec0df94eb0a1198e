package dev.osprey.onnx.network;

import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.BufferPool;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.networks.cost.TensorShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The network of a detector in ONNX Runtime on the CPU in float32. Several threads may run it, and
 * any of them may close it: closing waits for running passes. Owns native memory until then.
 */
public final class OnnxNetwork implements AutoCloseable {
  /** Number of idle buffers for outputs that are kept: one for each stage. */
  private static final int IDLE_BUFFERS = 2;

  /** Number of batch sizes whose shapes are remembered. */
  private static final int KNOWN_SHAPES = 64;

  private final Detector detector;
  private final List<GraphSession> sessions;
  private final BufferPool buffers = new BufferPool("the network in ONNX Runtime", IDLE_BUFFERS);
  private final UseCount uses;
  private final Map<TensorShape, NetworkShapes> shapes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TensorShape, NetworkShapes> eldest) {
          return size() > KNOWN_SHAPES;
        }
      };

  private OnnxNetwork(Detector detector, List<GraphSession> sessions) {
    this.detector = detector;
    this.sessions = sessions;
    this.uses = new UseCount("the network in ONNX Runtime", this::free);
  }

  /**
   * Opens the graphs of a detector's network.
   *
   * @param files as {@link GraphCache} wrote them
   * @param threads inside one operation; 0: one per core
   */
  static OnnxNetwork open(Detector detector, List<Path> files, int threads) {
    List<GraphSession> sessions = new ArrayList<>();
    try {
      for (Path file : files) {
        sessions.add(GraphSession.open(file, threads));
      }
      return new OnnxNetwork(detector, sessions);
    } catch (RuntimeException | Error e) {
      sessions.forEach(GraphSession::close);
      throw e;
    }
  }

  /**
   * Runs the network on a batch. The caller closes the pass; the batch has to stay open until then.
   *
   * @param elapsed receives the nanoseconds of each run of a stage
   */
  public ForwardPass run(ImageBatch images, LongConsumer elapsed) {
    UseCount.Use use = uses.enter();
    try {
      return OnnxPass.start(this, images, use, elapsed);
    } catch (RuntimeException | Error e) {
      use.close();
      throw e;
    }
  }

  GraphSession session(int stage) {
    return sessions.get(stage);
  }

  BufferPool buffers() {
    return buffers;
  }

  Detector detector() {
    return detector;
  }

  NetworkShapes shapes(TensorShape images) {
    synchronized (shapes) {
      return shapes.computeIfAbsent(images, key -> NetworkShapes.of(detector, key));
    }
  }

  @Override
  public void close() {
    uses.close();
  }

  private void free() {
    sessions.forEach(GraphSession::close);
    buffers.close();
  }
}
