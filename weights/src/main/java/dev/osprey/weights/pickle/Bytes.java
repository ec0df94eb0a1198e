package dev.osprey.weights.pickle;

import java.nio.ByteBuffer;

/** Raw bytes of a pickle; a read-only slice of it. */
record Bytes(ByteBuffer content) implements TorchValue {}
