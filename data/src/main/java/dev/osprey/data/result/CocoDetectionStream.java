package dev.osprey.data.result;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the array to a stream, such as standard output. */
final class CocoDetectionStream implements CocoDetectionWriter {
  private final PrintStream stream;
  private boolean first = true;

  CocoDetectionStream(PrintStream stream) {
    this.stream = stream;
    stream.print("[");
  }

  @Override
  public void add(List<CocoDetection> detections) {
    if (!detections.isEmpty()) {
      byte[] text = lines(detections, first).getBytes(StandardCharsets.UTF_8);
      stream.write(text, 0, text.length);
      stream.flush();
      first = false;
    }
  }

  @Override
  public void close() {
    stream.println(first ? "]" : "\n]");
  }

  /** The entries, each on a line of its own, with the comma before them. */
  static String lines(List<CocoDetection> detections, boolean first) {
    return detections.stream()
        .map(CocoDetection::toJson)
        .collect(Collectors.joining(",\n", first ? "\n" : ",\n", ""));
  }
}
