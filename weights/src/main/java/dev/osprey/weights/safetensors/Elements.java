package dev.osprey.weights.safetensors;

import dev.osprey.core.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The elements of one tensor as Java numbers. */
record Elements(Path file, TensorInfo tensor, ByteBuffer bytes) {

  static Elements of(Path file, TensorInfo tensor, ByteBuffer bytes) {
    return new Elements(file, tensor, bytes);
  }

  float[] floats() {
    float[] values = new float[(int) tensor.count()];
    switch (tensor.dtype()) {
      case F32 -> bytes.asFloatBuffer().get(values);
      case F64, F16, BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) floating(i);
        }
      }
      default -> throw wrongDType("floating-point");
    }
    return values;
  }

  double[] doubles() {
    double[] values = new double[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = isFloating() ? floating(i) : integer(i);
    }
    return values;
  }

  long[] longs() {
    if (isFloating()) {
      throw wrongDType("integer");
    }
    long[] values = new long[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(i);
    }
    return values;
  }

  int[] ints() {
    long[] longs = longs();
    int[] values = new int[longs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) longs[i];
      if (values[i] != longs[i]) {
        throw new UserError(
            file
                + ": tensor \""
                + tensor.name()
                + "\" holds "
                + longs[i]
                + " at index "
                + i
                + ", which does not fit into 32 bits; store smaller numbers");
      }
    }
    return values;
  }

  private boolean isFloating() {
    return switch (tensor.dtype()) {
      case F64, F32, F16, BF16 -> true;
      case I64, I32, I16, I8, U8, BOOL -> false;
    };
  }

  private double floating(int i) {
    return switch (tensor.dtype()) {
      case F64 -> bytes.getDouble(8 * i);
      case F32 -> bytes.getFloat(4 * i);
      case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
      case F16 -> half(bytes.getShort(2 * i));
      case I64, I32, I16, I8, U8, BOOL -> throw new IllegalStateException("integers are no floats");
    };
  }

  private long integer(int i) {
    return switch (tensor.dtype()) {
      case I64 -> bytes.getLong(8 * i);
      case I32 -> bytes.getInt(4 * i);
      case I16 -> bytes.getShort(2 * i);
      case I8 -> bytes.get(i);
      case U8, BOOL -> Byte.toUnsignedLong(bytes.get(i));
      case F64, F32, F16, BF16 -> throw new IllegalStateException("floats are no integers");
    };
  }

  /** IEEE 754 binary16; Float.float16ToFloat appears in Java 20 only. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }

  private UserError wrongDType(String wanted) {
    return new UserError(
        file
            + ": tensor \""
            + tensor.name()
            + "\" is "
            + tensor.dtype()
            + ", but "
            + wanted
            + " values are needed here; check that it is the right file");
  }
}
