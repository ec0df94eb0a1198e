package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the bounds of COCO's masks: polygons as lists of x and y, or run lengths down the
 * columns, as a list or as the compressed text of pycocotools (cocoapi {@code common/maskApi.c}).
 */
final class CocoMask {
  private double x1 = Double.POSITIVE_INFINITY;
  private double y1 = Double.POSITIVE_INFINITY;
  private double x2 = Double.NEGATIVE_INFINITY;
  private double y2 = Double.NEGATIVE_INFINITY;

  private CocoMask() {}

  /**
   * {@code [x, y, width, height]} around a mask; null if it is empty or cannot be read.
   *
   * @param parser at the mask's first token before the call, and at its last token after it
   */
  static double @Nullable [] bounds(JsonParser parser) throws IOException {
    CocoMask mask = new CocoMask();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      mask.readPolygons(parser);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      mask.readRuns(parser);
    }
    return mask.x2 > mask.x1 && mask.y2 > mask.y1
        ? new double[] {mask.x1, mask.y1, mask.x2 - mask.x1, mask.y2 - mask.y1}
        : null;
  }

  /** Reads polygons; some tools write the numbers of a single polygon without its brackets. */
  private void readPolygons(JsonParser parser) throws IOException {
    int depth = 1;
    boolean isX = true;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
        isX = true;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else if (token.isNumeric()) {
        add(parser.getDoubleValue(), isX);
        isX = !isX;
      } else {
        parser.skipChildren();
      }
    }
  }

  private void add(double value, boolean isX) {
    if (isX) {
      x1 = Math.min(x1, value);
      x2 = Math.max(x2, value);
    } else {
      y1 = Math.min(y1, value);
      y2 = Math.max(y2, value);
    }
  }

  private void readRuns(JsonParser parser) throws IOException {
    List<Long> runs = new ArrayList<>();
    List<Long> size = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("counts") && parser.currentToken() == JsonToken.VALUE_STRING) {
        runs = decompressed(parser.getText());
      } else if (name.equals("counts") || name.equals("size")) {
        List<Long> numbers = name.equals("size") ? size : runs;
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(parser.getValueAsLong());
            parser.skipChildren();
          }
        } else {
          parser.skipChildren();
        }
      } else {
        parser.skipChildren();
      }
    }
    if (size.size() == 2 && size.get(0) > 0 && fill(runs, size.get(0) * size.get(1))) {
      addRuns(runs, size.get(0));
    }
  }

  /** Whether runs add up to a mask of that many pixels. */
  private static boolean fill(List<Long> runs, long pixels) {
    long sum = 0;
    for (long run : runs) {
      if (run < 0 || run > pixels - sum) {
        return false;
      }
      sum += run;
    }
    return sum == pixels;
  }

  /**
   * Computes the bounds from runs of alternating zeros and ones down the columns, each of {@code
   * height} pixels.
   */
  private void addRuns(List<Long> runs, long height) {
    long at = 0;
    for (int i = 0; i < runs.size(); i++) {
      long length = runs.get(i);
      if (i % 2 == 1 && length > 0) {
        long last = at + length - 1;
        long firstColumn = at / height;
        long lastColumn = last / height;
        boolean oneColumn = firstColumn == lastColumn;
        add((double) firstColumn, true);
        add((double) (lastColumn + 1), true);
        add(oneColumn ? (double) (at % height) : 0, false);
        add(oneColumn ? (double) (last % height + 1) : (double) height, false);
      }
      at += length;
    }
  }

  /**
   * Decodes compressed runs: five bits a character above 48, a sixth bit if more follow; from the
   * third run on, differences.
   */
  private static List<Long> decompressed(String text) {
    List<Long> runs = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      long value = 0;
      int shift = 0;
      int bits;
      do {
        bits = text.charAt(at++) - 48;
        value |= (long) (bits & 0x1F) << shift;
        shift += 5;
      } while ((bits & 0x20) != 0 && at < text.length() && shift < Long.SIZE);
      if ((bits & 0x10) != 0 && shift < Long.SIZE) {
        value |= -1L << shift;
      }
      if (runs.size() > 2) {
        value += runs.get(runs.size() - 2);
      }
      runs.add(value);
    }
    return runs;
  }
}
