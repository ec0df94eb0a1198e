package dev.osprey.weights.pickle;

import java.nio.ByteOrder;
import java.util.Map;

/**
 * What a file holds and where.
 *
 * @param extents of the bytes of each storage, by key; as long as the tensors over it say
 */
record Layout(TorchValue root, Map<String, Extent> extents, ByteOrder order) {}
