package dev.osprey.bench.work;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A checksum over the bits of numbers. */
final class Checksum {
  private final CRC32 sum = new CRC32();

  void add(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    sum.update(bytes);
  }

  void add(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    sum.update(bytes);
  }

  void add(double value) {
    sum.update(ByteBuffer.allocate(Double.BYTES).putDouble(value).flip());
  }

  String text() {
    return Long.toHexString(sum.getValue());
  }
}
