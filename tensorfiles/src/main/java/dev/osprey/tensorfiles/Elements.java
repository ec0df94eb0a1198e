package dev.osprey.tensorfiles;

import dev.osprey.core.text.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Converts the elements of a tensor to Java numbers. */
public record Elements(Path file, String name, StoredTensor tensor, ByteBuffer bytes) {

  public static Elements of(TensorFile file, String name) {
    return new Elements(file.file(), name, file.tensor(name), file.values(name));
  }

  public float[] floats() {
    float[] values = new float[(int) tensor.count()];
    switch (tensor.dtype()) {
      case F32 -> bytes.asFloatBuffer().get(values);
      case F64, F16, BF16, F8_E4M3, F8_E5M2, F8_E8M0 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) floating(i);
        }
      }
      default -> throw wrongDType("floating-point");
    }
    return values;
  }

  public double[] doubles() {
    if (tensor.dtype() == DType.C64) {
      throw wrongDType("real");
    }
    double[] values = new double[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = isInteger() ? wide(i) : floating(i);
    }
    return values;
  }

  public long[] longs() {
    if (!isInteger()) {
      throw wrongDType("integer");
    }
    long[] values = new long[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(i);
      if (values[i] < 0 && tensor.dtype() == DType.U64) {
        throw tooLarge(Long.toUnsignedString(values[i]), i, "63 bits");
      }
    }
    return values;
  }

  public int[] ints() {
    long[] longs = longs();
    int[] values = new int[longs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) longs[i];
      if (values[i] != longs[i]) {
        throw tooLarge(Long.toString(longs[i]), i, "32 bits");
      }
    }
    return values;
  }

  private boolean isInteger() {
    return switch (tensor.dtype()) {
      case F64, F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E8M0, C64 -> false;
      case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> true;
    };
  }

  private double floating(int i) {
    return switch (tensor.dtype()) {
      case F64 -> bytes.getDouble(8 * i);
      case F32 -> bytes.getFloat(4 * i);
      case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
      case F16 -> half(bytes.getShort(2 * i));
      case F8_E4M3 -> e4m3(bytes.get(i));
      // binary16 without the lower byte of its fraction
      case F8_E5M2 -> half((short) (bytes.get(i) << 8));
      case F8_E8M0 -> e8m0(bytes.get(i));
      default -> throw new IllegalStateException(tensor.dtype() + " is not a floating-point type");
    };
  }

  private long integer(int i) {
    return switch (tensor.dtype()) {
      case I64, U64 -> bytes.getLong(8 * i);
      case I32 -> bytes.getInt(4 * i);
      case U32 -> Integer.toUnsignedLong(bytes.getInt(4 * i));
      case I16 -> bytes.getShort(2 * i);
      case U16 -> Short.toUnsignedInt(bytes.getShort(2 * i));
      case I8 -> bytes.get(i);
      case U8, BOOL -> Byte.toUnsignedLong(bytes.get(i));
      default -> throw new IllegalStateException(tensor.dtype() + " is not an integer type");
    };
  }

  private double wide(int i) {
    long value = integer(i);
    if (value >= 0 || tensor.dtype() != DType.U64) {
      return value;
    }
    // Halves the value (rounding to odd, so that the conversion rounds only once) and doubles it.
    return ((value >>> 1) | (value & 1)) * 2.0;
  }

  /** Converts an F8_E4M3 value. All bits set is NaN; there are no infinities. */
  private static float e4m3(byte bits) {
    int exponent = (bits >> 3) & 0xF;
    int fraction = bits & 7;
    float magnitude =
        (bits & 0x7F) == 0x7F
            ? Float.NaN
            : exponent == 0 ? fraction * 0x1p-9f : Math.scalb(1 + fraction / 8f, exponent - 7);
    return bits < 0 ? -magnitude : magnitude;
  }

  private static double e8m0(byte bits) {
    int exponent = Byte.toUnsignedInt(bits);
    return exponent == 0xFF ? Double.NaN : Math.scalb(1.0, exponent - 127);
  }

  /** Converts an IEEE 754 binary16 value; Float.float16ToFloat needs Java 20. */
  public static float half(short bits) {
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

  private UserError tooLarge(String value, int index, String type) {
    return new UserError(
        file
            + ": tensor \""
            + name
            + "\" holds "
            + value
            + " at index "
            + index
            + ", which does not fit into "
            + type
            + "; store smaller numbers");
  }

  private UserError wrongDType(String expected) {
    return new UserError(
        file
            + ": tensor \""
            + name
            + "\" is "
            + tensor.dtype()
            + ", but "
            + expected
            + " values are needed here; check that it is the right file");
  }
}
