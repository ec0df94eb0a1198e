package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Named;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The storages that a pickle refers to by {@code ("storage", type, key, location, elements)}. The
 * older format adds a sixth item, None or {@code (view key, offset, elements)}. The location, the
 * device that the tensor was on, does not matter here.
 */
public final class StorageTable {
  private static final Map<String, DType> TYPES =
      Map.ofEntries(
          Map.entry("torch.DoubleStorage", DType.F64),
          Map.entry("torch.FloatStorage", DType.F32),
          Map.entry("torch.HalfStorage", DType.F16),
          Map.entry("torch.BFloat16Storage", DType.BF16),
          Map.entry("torch.LongStorage", DType.I64),
          Map.entry("torch.IntStorage", DType.I32),
          Map.entry("torch.ShortStorage", DType.I16),
          Map.entry("torch.CharStorage", DType.I8),
          Map.entry("torch.ByteStorage", DType.U8),
          Map.entry("torch.BoolStorage", DType.BOOL),
          Map.entry("torch.ComplexFloatStorage", DType.C64),
          Map.entry("torch.UntypedStorage", DType.U8),
          Map.entry("torch.storage.UntypedStorage", DType.U8));

  private final TorchFileErrors errors;
  private final long fileBytes;
  private final Map<String, Storage> roots = new LinkedHashMap<>();

  /**
   * @param fileBytes size of the file, which limits every storage
   */
  public StorageTable(TorchFileErrors errors, long fileBytes) {
    this.errors = errors;
    this.fileBytes = fileBytes;
  }

  static boolean isType(Named named) {
    return dtype(named).isPresent();
  }

  /** Returns the dtype of a storage class, including those for a GPU. */
  private static Optional<DType> dtype(Named named) {
    return Optional.ofNullable(TYPES.get(named.toString().replace("torch.cuda.", "torch.")));
  }

  /** Returns the storages that the pickle has referred to so far, by key. */
  public Map<String, Storage> roots() {
    return roots;
  }

  Storage resolve(TorchValue reference) {
    if (!(reference instanceof Sequence id)
        || id.items().size() < 5
        || !id.items().get(0).equals(new Text("storage"))
        || !(id.items().get(1) instanceof Named type)
        || !(id.items().get(2) instanceof Text key)
        || !(id.items().get(4) instanceof Whole count)) {
      throw unknown();
    }
    DType dtype = dtype(type).orElseThrow(this::unknown);
    long byteCount = byteCount(key.value(), count.value(), dtype);
    Storage root = new Storage(key.value(), dtype, 0, byteCount, byteCount);
    Storage first = roots.putIfAbsent(root.key(), root);
    if (first != null && first.byteCount() != byteCount) {
      throw errors.damaged(
          "storage "
              + TorchFileErrors.quoted(root.key())
              + " has "
              + first.byteCount()
              + " bytes in one place and "
              + byteCount
              + " in another");
    }
    boolean isView = id.items().size() > 5 && id.items().get(5) instanceof Sequence;
    return isView ? view(root, ((Sequence) id.items().get(5)).items()) : root;
  }

  private Storage view(Storage root, List<TorchValue> view) {
    if (view.size() != 3
        || !(view.get(1) instanceof Whole offset)
        || !(view.get(2) instanceof Whole count)) {
      throw unknown();
    }
    long start = byteCount(root.key(), offset.value(), root.dtype());
    long length = byteCount(root.key(), count.value(), root.dtype());
    if (start + length > root.byteCount()) {
      throw errors.damaged(
          "a view of storage " + TorchFileErrors.quoted(root.key()) + " ends after the storage");
    }
    return new Storage(root.key(), root.dtype(), start, length, root.rootBytes());
  }

  private long byteCount(String key, long count, DType dtype) {
    if (count < 0 || count > fileBytes / dtype.bytes()) {
      throw errors.damaged(
          "storage "
              + TorchFileErrors.quoted(key)
              + " should have "
              + count
              + " elements of "
              + dtype
              + ", but the file has "
              + fileBytes
              + " bytes");
    }
    return count * dtype.bytes();
  }

  private UserError unknown() {
    return errors.damaged("its pickle refers to something that is not a storage of a known type");
  }
}
