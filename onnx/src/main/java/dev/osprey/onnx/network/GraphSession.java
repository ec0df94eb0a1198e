package dev.osprey.onnx.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.osprey.core.text.UserError;
import dev.osprey.onnx.runtime.OnnxRuntime;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One graph in ONNX Runtime that reads its inputs and writes its outputs in buffers of the caller.
 * Several threads may run it. Owns native memory until it is closed.
 */
final class GraphSession implements AutoCloseable {

  /**
   * Numbers in the caller's memory.
   *
   * @param values direct, native order; as many as the shape has, from index 0 on
   */
  record Numbers(FloatBuffer values, long... shape) {}

  private final OrtSession.SessionOptions options;
  private final OrtSession session;

  private GraphSession(OrtSession.SessionOptions options, OrtSession session) {
    this.options = options;
    this.session = session;
  }

  /**
   * Opens a graph from a file.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError if ONNX Runtime cannot read it
   */
  static GraphSession open(Path file, int threads) {
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      try {
        options.setIntraOpNumThreads(threads);
        return new GraphSession(
            options, OnnxRuntime.environment().createSession(file.toString(), options));
      } catch (OrtException | RuntimeException | Error e) {
        options.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UserError(file + ": ONNX Runtime cannot read it: " + e.getMessage(), e);
    }
  }

  /** Runs the graph. The outputs are in their buffers when this returns. */
  void run(Map<String, Numbers> inputs, Map<String, Numbers> outputs) {
    Map<String, OnnxTensor> given = new HashMap<>();
    Map<String, OnnxTensor> wanted = new HashMap<>();
    try {
      addTensors(inputs, given);
      addTensors(outputs, wanted);
      session.run(given, wanted).close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    } finally {
      given.values().forEach(OnnxTensor::close);
      wanted.values().forEach(OnnxTensor::close);
    }
  }

  private static void addTensors(Map<String, Numbers> numbers, Map<String, OnnxTensor> tensors)
      throws OrtException {
    for (Map.Entry<String, Numbers> one : numbers.entrySet()) {
      Numbers of = one.getValue();
      tensors.put(
          one.getKey(),
          OnnxTensor.createTensor(OnnxRuntime.environment(), of.values.duplicate(), of.shape));
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    } finally {
      options.close();
    }
  }
}
