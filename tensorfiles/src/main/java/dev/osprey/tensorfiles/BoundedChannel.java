package dev.osprey.tensorfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel that accepts exactly the number of bytes that a header states. */
public final class BoundedChannel implements WritableByteChannel {
  private final WritableByteChannel sink;
  private final String name;
  private final long size;
  private long written;

  public BoundedChannel(WritableByteChannel sink, String name, long size) {
    this.sink = sink;
    this.name = name;
    this.size = size;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > size - written) {
      throw mismatch(written + bytes.remaining());
    }
    int count = sink.write(bytes);
    written += count;
    return count;
  }

  public void checkComplete() {
    if (written != size) {
      throw mismatch(written);
    }
  }

  private IllegalStateException mismatch(long actual) {
    return new IllegalStateException(
        "tensor " + name + " has " + size + " bytes, but its content has " + actual);
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
