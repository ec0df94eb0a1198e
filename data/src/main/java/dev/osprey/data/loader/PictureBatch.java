package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Pictures ready for a network: normalised, resized, padded with zeros at the right and at the
 * bottom. Pixels are float32 (N, 3, H, W) in a direct buffer of native byte order, which closing
 * gives back to its pool: nothing may read it afterwards.
 */
public final class PictureBatch implements AutoCloseable {
  private final List<PicturePlane> pictures;
  private final ImageSize padded;
  private final ByteBuffer buffer;
  private final Runnable onClose;
  private boolean closed;

  /**
   * @param buffer direct, native order, at least N·3·H·W floats
   * @param onClose called once, when the batch is closed
   */
  public PictureBatch(
      List<PicturePlane> pictures, ImageSize padded, ByteBuffer buffer, Runnable onClose) {
    this.pictures = List.copyOf(pictures);
    this.padded = padded;
    this.buffer = buffer;
    this.onClose = onClose;
  }

  public int size() {
    return pictures.size();
  }

  public List<PicturePlane> pictures() {
    return pictures;
  }

  /** Height and width of every picture with its padding. */
  public ImageSize padded() {
    return padded;
  }

  /** N·3·H·W floats, read from the start. */
  public FloatBuffer pixels() {
    FloatBuffer floats = buffer.asFloatBuffer();
    floats.limit(3 * size() * padded.height() * padded.width());
    return floats;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
