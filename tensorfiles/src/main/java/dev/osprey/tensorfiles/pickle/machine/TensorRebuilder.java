package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Named;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds tensors from the arguments of torch's {@code _rebuild_tensor*} after checking them. */
final class TensorRebuilder {
  private static final int LARGEST_RANK = 64;

  /**
   * A view may repeat elements of its storage ({@code expand}). Beyond this size a small file could
   * create large arrays.
   */
  private static final long LARGEST_REPETITION = 16L << 20;

  private static final Map<String, DType> DTYPES =
      Map.ofEntries(
          Map.entry("torch.float64", DType.F64),
          Map.entry("torch.float32", DType.F32),
          Map.entry("torch.float16", DType.F16),
          Map.entry("torch.bfloat16", DType.BF16),
          Map.entry("torch.int64", DType.I64),
          Map.entry("torch.int32", DType.I32),
          Map.entry("torch.int16", DType.I16),
          Map.entry("torch.int8", DType.I8),
          Map.entry("torch.uint64", DType.U64),
          Map.entry("torch.uint32", DType.U32),
          Map.entry("torch.uint16", DType.U16),
          Map.entry("torch.uint8", DType.U8),
          Map.entry("torch.bool", DType.BOOL),
          Map.entry("torch.float8_e4m3fn", DType.F8_E4M3),
          Map.entry("torch.float8_e5m2", DType.F8_E5M2),
          Map.entry("torch.float8_e8m0fnu", DType.F8_E8M0),
          Map.entry("torch.complex64", DType.C64));

  private final TorchFileErrors errors;

  TensorRebuilder(TorchFileErrors errors) {
    this.errors = errors;
  }

  static boolean isDType(Named named) {
    return DTYPES.containsKey(named.toString());
  }

  /**
   * Builds a tensor.
   *
   * @param arguments storage, offset, shape and strides in elements, then values for training; in
   *     the third version the dtype at index 6, over a storage of bytes
   */
  TorchTensor rebuild(String function, List<TorchValue> arguments) {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof Storage storage)
        || !(arguments.get(1) instanceof Whole offset)) {
      throw wrongArguments(function);
    }
    List<Long> shape = integers(function, arguments.get(2));
    List<Long> strides = integers(function, arguments.get(3));
    DType dtype =
        function.endsWith("_v3")
            ? dtype(arguments).orElseThrow(() -> wrongArguments(function))
            : storage.dtype();
    try {
      return checked(storage, dtype, shape, strides, offset.value());
    } catch (ArithmeticException e) {
      throw errors.damaged(
          "a tensor of shape " + shape + " and strides " + strides + " is too large");
    }
  }

  private static Optional<DType> dtype(List<TorchValue> arguments) {
    return arguments.size() > 6 && arguments.get(6) instanceof Named named
        ? Optional.ofNullable(DTYPES.get(named.toString()))
        : Optional.empty();
  }

  private List<Long> integers(String function, TorchValue value) {
    if (!(value instanceof Sequence sequence) || sequence.items().size() > LARGEST_RANK) {
      throw wrongArguments(function);
    }
    List<Long> integers = new ArrayList<>();
    for (TorchValue item : sequence.items()) {
      if (!(item instanceof Whole whole) || whole.value() < 0) {
        throw wrongArguments(function);
      }
      integers.add(whole.value());
    }
    return integers;
  }

  private TorchTensor checked(
      Storage storage, DType dtype, List<Long> shape, List<Long> strides, long offset) {
    if (shape.size() != strides.size() || offset < 0) {
      throw errors.damaged(
          "a tensor has the shape " + shape + ", strides " + strides + " and offset " + offset);
    }
    long count = shape.contains(0L) ? 0 : 1;
    long end = count == 0 ? 0 : Math.addExact(offset, 1);
    for (int i = 0; i < shape.size() && count > 0; i++) {
      count = Math.multiplyExact(count, shape.get(i));
      end = Math.addExact(end, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
    }
    if (Math.multiplyExact(end, (long) dtype.bytes()) > storage.byteCount()) {
      throw errors.damaged(
          "a tensor of shape "
              + shape
              + ", strides "
              + strides
              + " and offset "
              + offset
              + " reaches element "
              + end
              + " of its storage "
              + TorchFileErrors.quoted(storage.key())
              + ", which has "
              + storage.byteCount() / dtype.bytes());
    }
    long bytes = Math.multiplyExact(count, (long) dtype.bytes());
    if (bytes > storage.byteCount() && bytes > LARGEST_REPETITION) {
      throw new UserError(
          errors.file()
              + ": a tensor of shape "
              + shape
              + " repeats a storage of "
              + storage.byteCount()
              + " bytes to "
              + bytes
              + "; save a copy of it: tensor.contiguous()");
    }
    return new TorchTensor(storage, dtype, shape, strides, offset, count);
  }

  private UserError wrongArguments(String function) {
    return errors.damaged(
        "its pickle calls torch._utils." + function + " with arguments that it does not accept");
  }
}
