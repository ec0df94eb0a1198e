package dev.osprey.tensorfiles.pickle.machine;

import java.nio.ByteBuffer;

/** Raw bytes in a pickle, as a read-only slice of it. */
record Bytes(ByteBuffer content) implements TorchValue {}
