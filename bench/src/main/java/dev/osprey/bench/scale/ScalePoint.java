package dev.osprey.bench.scale;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.WorkSettings;
import java.util.List;

/** The work of one size. */
record ScalePoint(double x, List<InputFile> inputs, WorkSettings work) {
  ScalePoint {
    inputs = List.copyOf(inputs);
  }
}
