package dev.osprey.tensorfiles;

import java.util.List;

/** The description of a tensor in a file, without its values. */
public interface StoredTensor {
  DType dtype();

  /** Returns the dimensions, the slowest first; empty for a scalar. */
  List<Long> shape();

  /** Returns the number of elements: 1 for a scalar, 0 if a dimension is 0. */
  long count();
}
