package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * What a file holds and where.
 *
 * @param extents of the bytes of each storage, by key; as long as the tensors over it say
 */
public record Layout(TorchValue root, Map<String, FileRange> extents, ByteOrder order) {}
