package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.DType;

/**
 * A sequence of elements that tensors are views of.
 *
 * @param key key of the bytes in the file; the storage is all or a part of them
 * @param offset offset of the first byte inside these bytes
 * @param byteCount number of bytes, a multiple of the element size
 * @param rootBytes number of bytes that the file must hold under the key
 */
public record Storage(String key, DType dtype, long offset, long byteCount, long rootBytes)
    implements TorchValue {}
