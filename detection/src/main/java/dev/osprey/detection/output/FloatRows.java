package dev.osprey.detection.output;

import java.nio.FloatBuffer;

/**
 * Rows in main memory. They are read where the engine left them, block by block.
 *
 * @param values R · C numbers from index 0 on, in C order
 */
public record FloatRows(FloatBuffer values, int size, int width) implements OutputRows {
  /** Numbers that are copied into the processor's cache at once. */
  private static final int BLOCK = 4096;

  /** The bits of a float without its sign; those of infinity are the first that are not finite. */
  private static final int MAGNITUDE = 0x7FFFFFFF;

  private static final int INFINITY = 0x7F800000;

  public FloatRows {
    if (values.limit() < (long) size * width) {
      throw new IllegalArgumentException(
          values.limit() + " numbers are not " + size + " rows of " + width);
    }
  }

  /** Rows in an array, which is shared. */
  public static FloatRows of(float[] values, int width) {
    return new FloatRows(FloatBuffer.wrap(values), values.length / width, width);
  }

  @Override
  public void scan(float bound, Visitor visitor) {
    float[] block = new float[BLOCK];
    float bar = bound;
    int end = numbers();
    for (int start = 0; start < end; start += BLOCK) {
      int count = Math.min(BLOCK, end - start);
      values.get(start, block, 0, count);
      for (int i = 0; i < count; i++) {
        if (block[i] >= bar) {
          bar = visitor.visit(start + i, block[i]);
        }
      }
    }
  }

  @Override
  public float[] select(int[] rows) {
    float[] selected = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      values.get(rows[i] * width, selected, i * width, width);
    }
    return selected;
  }

  @Override
  public int notFinite() {
    float[] block = new float[BLOCK / width * width + (BLOCK < width ? width : 0)];
    int end = numbers();
    int count = 0;
    for (int start = 0; start < end; start += block.length) {
      int length = Math.min(block.length, end - start);
      values.get(start, block, 0, length);
      if (largestMagnitude(block, length) >= INFINITY) {
        count += notFinite(block, length);
      }
    }
    return count;
  }

  private static int largestMagnitude(float[] block, int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(block[i]) & MAGNITUDE);
    }
    return largest;
  }

  /** Counts the rows of a block of whole rows. */
  private int notFinite(float[] block, int length) {
    int count = 0;
    for (int row = 0; row < length; row += width) {
      for (int i = row; i < row + width; i++) {
        if (!Float.isFinite(block[i])) {
          count++;
          break;
        }
      }
    }
    return count;
  }
}
