package dev.osprey.tensorfiles;

import dev.osprey.core.text.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * An open file of named tensors, in any format. The list of its tensors is read and checked when it
 * is opened; values are read on demand. Every fault of the file is a {@link UserError} that names
 * the file and the tensor. After {@link #close}, names, shapes and metadata stay available, and
 * reading values throws an {@link IllegalStateException}. Thread-safe; the interrupt flag of a
 * reader is preserved.
 */
public interface TensorFile extends AutoCloseable {
  Path file();

  /** Returns all tensors by name, in the file's order. */
  Map<String, ? extends StoredTensor> tensors();

  /**
   * Returns the description of one tensor.
   *
   * @throws UserError if the file has no tensor with that name
   */
  StoredTensor tensor(String name);

  /**
   * Returns a tensor's bytes: read-only, little endian and flat in C order, regardless of their
   * order in the file. The buffer stays valid after this file is closed.
   *
   * @throws UserError if the file has no tensor of that name, or the tensor has more than 2 GiB
   */
  ByteBuffer values(String name);

  /** Returns the values of a floating-point tensor; F64 is rounded. */
  default float[] floats(String name) {
    return Elements.of(this, name).floats();
  }

  /** Returns the values of a tensor of any dtype except C64; integers beyond 2⁵³ are rounded. */
  default double[] doubles(String name) {
    return Elements.of(this, name).doubles();
  }

  /**
   * Returns the values of an integer or BOOL tensor, each of which must fit into a {@code long}.
   */
  default long[] longs(String name) {
    return Elements.of(this, name).longs();
  }

  /**
   * Returns the values of an integer or BOOL tensor, each of which must fit into an {@code int}.
   */
  default int[] ints(String name) {
    return Elements.of(this, name).ints();
  }

  @Override
  void close();
}
