package dev.osprey.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Writes small TIFF files, entry by entry, so that tests can leave out or falsify any of them. */
public final class DrawnTiff {
  static final int WIDTH = 256;
  public static final int HEIGHT = 257;
  static final int BITS = 258;
  public static final int COMPRESSION = 259;
  public static final int PHOTOMETRIC = 262;
  public static final int OFFSETS = 273;
  static final int SAMPLES = 277;
  public static final int ROWS = 278;
  public static final int LENGTHS = 279;
  public static final int PLANAR = 284;
  public static final int FORMAT = 339;

  private final ByteOrder order;
  private final List<byte[]> strips = new ArrayList<>();
  private final Map<Integer, long[]> entries = new TreeMap<>();

  public DrawnTiff(ByteOrder order, int width, int height, int bits, int samples) {
    this.order = order;
    long[] each = new long[samples];
    Arrays.fill(each, bits);
    with(WIDTH, width).with(HEIGHT, height).with(BITS, each).with(COMPRESSION, 1);
    with(PHOTOMETRIC, samples < 3 ? 1 : 2).with(SAMPLES, samples).with(ROWS, height);
  }

  public DrawnTiff with(int tag, long... values) {
    entries.put(tag, values);
    return this;
  }

  public DrawnTiff without(int tag) {
    entries.put(tag, new long[0]);
    return this;
  }

  public DrawnTiff strip(byte[] bytes) {
    strips.add(bytes);
    return this;
  }

  public static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] packed = new byte[bytes.length + 64];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  public byte[] bytes() {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    long[] offsets = new long[strips.size()];
    long[] lengths = new long[strips.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = 8L + data.size();
      lengths[i] = strips.get(i).length;
      data.writeBytes(strips.get(i));
    }
    entries.putIfAbsent(OFFSETS, offsets);
    entries.putIfAbsent(LENGTHS, lengths);
    entries.values().removeIf(values -> values.length == 0);
    int directory = 8 + data.size();
    int values = directory + 2 + 12 * entries.size() + 4;
    int length = values + entries.values().stream().mapToInt(one -> 4 * one.length).sum();
    ByteBuffer file = ByteBuffer.allocate(length).order(order);
    file.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    file.putShort((short) 42).putInt(directory).put(data.toByteArray());
    file.putShort((short) entries.size());
    for (Map.Entry<Integer, long[]> entry : entries.entrySet()) {
      file.putShort(entry.getKey().shortValue())
          .putShort((short) 4)
          .putInt(entry.getValue().length);
      if (entry.getValue().length == 1) {
        file.putInt((int) entry.getValue()[0]);
      } else {
        file.putInt(values);
        for (long value : entry.getValue()) {
          file.putInt(values, (int) value);
          values += 4;
        }
      }
    }
    return file.array();
  }
}
