package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.StoredTensor;
import java.util.List;

/**
 * A tensor of a checkpoint: a view of a storage that other tensors may share. All its elements are
 * inside the storage.
 */
public final class TorchTensor implements StoredTensor, TorchValue {
  private final Storage storage;
  private final DType dtype;
  private final List<Long> shape;
  private final List<Long> strides;
  private final long offset;
  private final long count;

  /**
   * @param strides number of elements from one index to the next, by dimension
   * @param offset offset of the first element, in elements
   * @param count product of the shape
   */
  public TorchTensor(
      Storage storage, DType dtype, List<Long> shape, List<Long> strides, long offset, long count) {
    this.storage = storage;
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.strides = List.copyOf(strides);
    this.offset = offset;
    this.count = count;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public List<Long> shape() {
    return shape;
  }

  @Override
  public long count() {
    return count;
  }

  public Storage storage() {
    return storage;
  }

  List<Long> strides() {
    return strides;
  }

  public long offset() {
    return offset;
  }

  /**
   * Returns the number of elements in the storage from the tensor's first to its last; 0 if it has
   * none.
   */
  public long span() {
    if (count == 0) {
      return 0;
    }
    long last = 0;
    for (int i = 0; i < shape.size(); i++) {
      last += (shape.get(i) - 1) * strides.get(i);
    }
    return last + 1;
  }

  /** Whether the elements follow each other in C order. */
  public boolean isContiguous() {
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) != 1 && strides.get(i) != expected) {
        return count == 0;
      }
      expected *= shape.get(i);
    }
    return true;
  }
}
