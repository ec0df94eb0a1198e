package dev.osprey.cli.model;

import dev.osprey.onnx.file.QuantizationRecord;

/** How a file was quantised, as lines for the terminal. */
final class QuantizationText {
  private QuantizationText() {}

  static String of(QuantizationRecord record) {
    return String.format(
        "precision     %s: %s%ncheck         %s%n",
        record.precision(), record.layersText(), record.check());
  }
}
