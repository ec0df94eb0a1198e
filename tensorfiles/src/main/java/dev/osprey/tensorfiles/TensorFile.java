package dev.osprey.tensorfiles;

import dev.osprey.core.text.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * An open file of named tensors, whatever its format. Its directory is read and checked; values are
 * read on demand. Every fault of the file is a {@link UserError} that names the file and the
 * tensor. After {@link #close}, names, shapes and metadata stay available, and reading values
 * throws an {@link IllegalStateException}. Thread-safe; the interrupt flag of a reader is
 * preserved.
 */
public interface TensorFile extends AutoCloseable {
  Path file();

  /** All tensors by name, in the file's order. */
  Map<String, ? extends StoredTensor> tensors();

  /**
   * The description of one tensor.
   *
   * @throws UserError where the file has no tensor of that name
   */
  StoredTensor tensor(String name);

  /**
   * A tensor's bytes: read-only, little endian, flat in C order, whatever their order in the file.
   * The buffer stays valid after this file is closed.
   *
   * @throws UserError if the file has no tensor of that name, or the tensor has more than 2 GiB
   */
  ByteBuffer values(String name);

  /** The values of a floating-point tensor; F64 is rounded. */
  default float[] floats(String name) {
    return Elements.of(this, name).floats();
  }

  /** Values of a tensor of any dtype but C64; integers beyond 2⁵³ are rounded. */
  default double[] doubles(String name) {
    return Elements.of(this, name).doubles();
  }

  /** Values of an integer or BOOL tensor, each of which must fit into 63 bits and a sign. */
  default long[] longs(String name) {
    return Elements.of(this, name).longs();
  }

  /** Values of an integer or BOOL tensor, each of which must fit into 32 bits. */
  default int[] ints(String name) {
    return Elements.of(this, name).ints();
  }

  @Override
  void close();
}
