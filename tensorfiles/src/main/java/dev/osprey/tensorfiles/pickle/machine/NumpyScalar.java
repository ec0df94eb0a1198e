package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.pickle.machine.TorchValue.Opaque;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Real;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Truth;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads NumPy's numbers, which are stored as a type code and raw bytes. */
final class NumpyScalar {
  private NumpyScalar() {}

  /**
   * Returns a number if code and length agree, else an opaque value.
   *
   * @param type {@code numpy.} and the code, such as {@code numpy.f8}
   * @param content the bytes, assumed to be little endian, as on all machines that run torch in
   *     practice
   */
  static TorchValue of(String type, ByteBuffer content) {
    ByteBuffer bytes = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (type.replaceFirst("^numpy\\.", "") + "/" + bytes.remaining()) {
      case "f8/8" -> new Real(bytes.getDouble());
      case "f4/4" -> new Real(bytes.getFloat());
      case "i8/8" -> new Whole(bytes.getLong());
      case "i4/4" -> new Whole(bytes.getInt());
      case "i2/2" -> new Whole(bytes.getShort());
      case "i1/1" -> new Whole(bytes.get());
      case "u4/4" -> new Whole(Integer.toUnsignedLong(bytes.getInt()));
      case "u2/2" -> new Whole(Short.toUnsignedLong(bytes.getShort()));
      case "u1/1" -> new Whole(Byte.toUnsignedLong(bytes.get()));
      case "b1/1" -> new Truth(bytes.get() != 0);
      default -> new Opaque(type);
    };
  }
}
