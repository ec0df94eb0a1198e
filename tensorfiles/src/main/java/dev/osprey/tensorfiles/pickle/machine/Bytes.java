package dev.osprey.tensorfiles.pickle.machine;

import java.nio.ByteBuffer;

/** Raw bytes of a pickle; a read-only slice of it. */
record Bytes(ByteBuffer content) implements TorchValue {}
