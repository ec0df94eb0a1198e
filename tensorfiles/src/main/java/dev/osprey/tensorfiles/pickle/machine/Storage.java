package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.DType;

/**
 * A sequence of elements that tensors are views of.
 *
 * @param key key of the bytes in the file, of which the storage is all or a part
 * @param offset of the first byte inside those
 * @param byteCount whole elements
 * @param rootBytes number of bytes that the file must hold under the key
 */
public record Storage(String key, DType dtype, long offset, long byteCount, long rootBytes)
    implements TorchValue {}
