package dev.osprey.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.onnx.file.ContentSeal;
import dev.osprey.onnx.file.SealPolicy;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file opened in ONNX Runtime on the CPU, with plain Java inputs and outputs. Several
 * threads may use one. It owns native memory until it is closed; closing waits for the runs of
 * other threads, and later calls to ONNX Runtime throw an {@link IllegalStateException}.
 */
public final class OnnxSession implements AutoCloseable {
  private static final String INPUT = "images";

  /**
   * An output of a file, flat in C order.
   *
   * @param floats empty for int64
   * @param integers empty for float32
   */
  public record Output(long[] shape, float[] floats, long[] integers) {}

  private final Path file;
  private final ContentSeal.State seal;
  private final OrtSession.SessionOptions options;
  private final OrtSession session;
  private final UseCount uses;

  private OnnxSession(
      Path file, ContentSeal.State seal, OrtSession.SessionOptions options, OrtSession session) {
    this.file = file;
    this.seal = seal;
    this.options = options;
    this.session = session;
    this.uses = new UseCount("the detector of " + file, this::free);
  }

  /**
   * Opens a file.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError if it is missing or not as it was exported, or if ONNX Runtime cannot read it
   */
  public static OnnxSession open(Path file, int threads) {
    return open(file, threads, SealPolicy.REQUIRE);
  }

  /** Opens a file that another program may have changed, if the policy allows it. */
  public static OnnxSession open(Path file, int threads, SealPolicy policy) {
    if (policy == SealPolicy.REQUIRE) {
      ContentSeal.require(file);
    }
    ContentSeal.State seal =
        policy == SealPolicy.REQUIRE ? ContentSeal.State.RIGHT : ContentSeal.state(file);
    try {
      var unused = OnnxRuntime.environment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      try {
        options.setIntraOpNumThreads(threads);
        return new OnnxSession(
            file, seal, options, OnnxRuntime.environment().createSession(file.toString(), options));
      } catch (OrtException | RuntimeException | Error e) {
        options.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UserError(
          file
              + ": ONNX Runtime cannot read it; export the model again. Its message: "
              + e.getMessage(),
          e);
    }
  }

  /** Keeps the session open until the use is closed, for several calls in a row. */
  UseCount.Use use() {
    return uses.enter();
  }

  /**
   * @throws IllegalStateException after {@link #close}
   */
  void requireOpen() {
    uses.requireOpen();
  }

  /** Returns whether the file is as it was exported. */
  boolean isAsExported() {
    return seal == ContentSeal.State.RIGHT;
  }

  /** Returns the metadata of the file. */
  Map<String, String> metadata() {
    try (UseCount.Use use = use()) {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the outputs of the file. */
  Map<String, NodeInfo> outputs() {
    try (UseCount.Use use = use()) {
      return session.getOutputInfo();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the inputs of the file. */
  Map<String, NodeInfo> inputs() {
    try (UseCount.Use use = use()) {
      return session.getInputInfo();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs the file on images of one size.
   *
   * @param images at least one
   */
  public Map<String, Output> run(List<RgbImage> images) {
    RgbImage first = images.get(0);
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Math.multiplyExact(images.size(), first.pixels().length));
    images.forEach(image -> pixels.put(image.pixels()));
    return run(pixels.rewind(), images.size(), first.height(), first.width(), 3);
  }

  /**
   * Runs the file on 8-bit pixels.
   *
   * @param pixels direct, N · H · W · 3 bytes
   */
  public Map<String, Output> run(ByteBuffer pixels, long... shape) {
    try (UseCount.Use use = use();
        OnnxTensor images =
            OnnxTensor.createTensor(OnnxRuntime.environment(), pixels, shape, OnnxJavaType.UINT8)) {
      return run(images);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /**
   * Runs the file on preprocessed images.
   *
   * @param pixels direct, N · 3 · H · W floats
   */
  public Map<String, Output> run(FloatBuffer pixels, long... shape) {
    try (UseCount.Use use = use();
        OnnxTensor images = OnnxTensor.createTensor(OnnxRuntime.environment(), pixels, shape)) {
      return run(images);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private Map<String, Output> run(OnnxTensor images) throws OrtException {
    Map<String, Output> outputs = new HashMap<>();
    try (OrtSession.Result result = session.run(Map.of(INPUT, images))) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        outputs.put(entry.getKey(), read((OnnxTensor) entry.getValue()));
      }
    }
    return outputs;
  }

  private static Output read(OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    boolean integral = tensor.getInfo().type == OnnxJavaType.INT64;
    float[] floats = new float[integral ? 0 : Math.toIntExact(count)];
    long[] integers = new long[integral ? Math.toIntExact(count) : 0];
    if (count > 0 && integral) {
      tensor.getLongBuffer().get(integers);
    } else if (count > 0) {
      tensor.getFloatBuffer().get(floats);
    }
    return new Output(shape, floats, integers);
  }

  private RuntimeException failed(OrtException e) {
    return isAsExported()
        ? new IllegalStateException(file + ": ONNX Runtime failed: " + e.getMessage(), e)
        : new UserError(
            file
                + ": ONNX Runtime does not run it on this image. Another program has changed the"
                + " file since it was exported: change it in another way, or run the exported one."
                + " Message of ONNX Runtime: "
                + firstLine(e),
            e);
  }

  private static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing");
  }

  @Override
  public void close() {
    uses.close();
  }

  private void free() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    } finally {
      options.close();
    }
  }
}
