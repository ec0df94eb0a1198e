package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.tensorfiles.DType;

/**
 * A run of elements that tensors are views of.
 *
 * @param key of the bytes in the file, of which this is all or a part
 * @param offset of the first byte inside those
 * @param byteCount whole elements
 * @param rootBytes how many bytes the file has to hold under the key
 */
public record Storage(String key, DType dtype, long offset, long byteCount, long rootBytes)
    implements TorchValue {}
