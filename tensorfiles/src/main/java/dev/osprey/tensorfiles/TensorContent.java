package dev.osprey.tensorfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Writes the bytes of a tensor on demand, little endian and flat in C order. A large tensor need
 * not be in Java memory as a whole.
 */
@FunctionalInterface
public interface TensorContent {
  void writeTo(WritableByteChannel channel) throws IOException;

  /**
   * Writes the content of a named tensor.
   *
   * @throws IllegalStateException if it does not have exactly this number of bytes
   */
  default void writeTo(WritableByteChannel channel, String name, long byteCount)
      throws IOException {
    BoundedChannel bounded = new BoundedChannel(channel, name, byteCount);
    writeTo(bounded);
    bounded.checkComplete();
  }

  /**
   * Returns the remaining bytes of {@code bytes} as content; the position of the buffer does not
   * change.
   */
  static TensorContent of(ByteBuffer bytes) {
    ByteBuffer view = bytes.slice();
    return channel -> writeFully(channel, view.duplicate());
  }

  /** Returns floats as F32 content; the array is read when the file is written. */
  static TensorContent of(float[] values) {
    return channel -> {
      int chunk = 1 << 14;
      ByteBuffer buffer = ByteBuffer.allocate(4 * chunk).order(ByteOrder.LITTLE_ENDIAN);
      for (int start = 0; start < values.length; start += chunk) {
        int count = Math.min(chunk, values.length - start);
        buffer.clear().asFloatBuffer().put(values, start, count);
        writeFully(channel, buffer.limit(4 * count));
      }
    };
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
