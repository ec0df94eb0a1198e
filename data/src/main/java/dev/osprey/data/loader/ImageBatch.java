package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.core.runtime.UseCount;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Images ready for a network: normalised, resized, padded with zeros at the right and at the
 * bottom. Pixels are float32 (N, 3, H, W) in a direct buffer of native byte order, which closing
 * returns to its pool: read it inside {@link #use} where another thread may close the batch.
 * Everything but the pixels is available after closing.
 */
public final class ImageBatch implements AutoCloseable {
  private final List<BatchImage> images;
  private final ImageSize padded;
  private final ByteBuffer buffer;
  private final UseCount uses;

  /**
   * @param buffer direct, native order, at least N·3·H·W floats
   * @param onClose called once, when the batch is closed
   */
  public ImageBatch(
      List<BatchImage> images, ImageSize padded, ByteBuffer buffer, Runnable onClose) {
    this.images = List.copyOf(images);
    this.padded = padded;
    this.buffer = buffer;
    this.uses = new UseCount("the batch of images", onClose);
  }

  public int size() {
    return images.size();
  }

  public List<BatchImage> images() {
    return images;
  }

  /**
   * The images of a batch that was made from samples, with their targets.
   *
   * @throws IllegalStateException if the batch was made for inference
   */
  public List<LabelledImage> labelled() {
    return LabelledImage.of(images);
  }

  /** Height and width of all images with their padding. */
  public ImageSize padded() {
    return padded;
  }

  /**
   * Holds the pixels until the use is closed; closing the batch waits for that.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public UseCount.Use use() {
    return uses.enter();
  }

  /**
   * N·3·H·W floats, read from the start; nothing may read them when the batch is closed.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public FloatBuffer pixels() {
    uses.requireOpen();
    FloatBuffer floats = buffer.asFloatBuffer();
    floats.limit(3 * size() * padded.height() * padded.width());
    return floats;
  }

  @Override
  public void close() {
    uses.close();
  }
}
