package dev.osprey.tensorfiles.pickle;

import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import java.util.List;

/**
 * A tensor to be written, with its own storage.
 *
 * @param key key of the storage
 */
record SavedTensor(String key, DType dtype, List<Long> shape, TensorContent content) {
  SavedTensor {
    shape = List.copyOf(shape);
    storageClass(dtype);
  }

  long count() {
    long count = 1;
    for (long dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  long byteCount() {
    return Math.multiplyExact(count(), (long) dtype.bytes());
  }

  /** Returns the name of the storage class in the Python module {@code torch}. */
  String storageClass() {
    return storageClass(dtype);
  }

  private static String storageClass(DType dtype) {
    return switch (dtype) {
      case F64 -> "DoubleStorage";
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case I64 -> "LongStorage";
      case I32 -> "IntStorage";
      case I16 -> "ShortStorage";
      case I8 -> "CharStorage";
      case U8 -> "ByteStorage";
      case BOOL -> "BoolStorage";
      case C64 -> "ComplexFloatStorage";
      case U64, U32, U16, F8_E4M3, F8_E5M2, F8_E8M0 ->
          throw new IllegalArgumentException("torch has no storage class for " + dtype);
    };
  }
}
