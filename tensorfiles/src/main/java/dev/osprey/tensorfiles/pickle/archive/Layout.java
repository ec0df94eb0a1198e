package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The value of a file's pickle, and the positions of the storages in the file.
 *
 * @param extents ranges of the bytes of each storage, by key, with the lengths that the tensors
 *     need
 */
public record Layout(TorchValue root, Map<String, FileRange> extents, ByteOrder order) {}
