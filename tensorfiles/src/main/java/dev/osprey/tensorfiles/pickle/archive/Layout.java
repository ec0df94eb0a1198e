package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The content of a file and its position.
 *
 * @param extents of the bytes of each storage, by key; with the lengths that the tensors need
 */
public record Layout(TorchValue root, Map<String, FileRange> extents, ByteOrder order) {}
