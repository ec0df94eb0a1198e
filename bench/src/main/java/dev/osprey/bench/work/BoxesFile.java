package dev.osprey.bench.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Boxes with scores, read from an input of that kind.
 *
 * @param boxes packed xyxy, 4 x R
 * @param scores R
 */
record BoxesFile(float[] boxes, float[] scores) {
  static BoxesFile read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int count = bytes.capacity() / (5 * Float.BYTES);
      float[] boxes = new float[4 * count];
      float[] scores = new float[count];
      bytes.asFloatBuffer().get(boxes).get(scores);
      return new BoxesFile(boxes, scores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int size() {
    return scores.length;
  }
}
