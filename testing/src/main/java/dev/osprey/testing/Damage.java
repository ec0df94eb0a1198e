package dev.osprey.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes random changes to bytes, like those of disks, networks, editors and attackers. */
final class Damage {
  private static final byte[][] NUMBERS = {
    {-1, -1, -1, -1},
    {-1, -1, -1, 127},
    {127, -1, -1, -1},
    {0, 0, 0, 0},
    {-128, 0, 0, 0},
    ascii("2000000000"),
    ascii("-1"),
    ascii("1e999"),
    ascii("99999999999999999999"),
    ascii("nan")
  };

  private Damage() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns a copy with one to four random changes. */
  static byte[] of(byte[] whole, Random random) {
    byte[] damaged = whole;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && damaged.length > 0; i++) {
      damaged = change(damaged, random);
    }
    return damaged;
  }

  private static byte[] change(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
    byte[] some = new byte[1 + random.nextInt(8)];
    random.nextBytes(some);
    return switch (random.nextInt(10)) {
      case 0 -> flip(bytes, at, 1 << random.nextInt(8));
      case 1 -> replace(bytes, at, 1, new byte[] {some[0]});
      case 2 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : flip(bytes, at, 0xFF);
      case 3 -> replace(bytes, at, 0, some);
      case 4 -> replace(bytes, at, length, new byte[0]);
      case 5 -> replace(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      case 6 -> splice(bytes, at, random);
      case 7 -> repeat(bytes, at, random);
      default -> inflate(bytes, at, random);
    };
  }

  /** Copies a longer range of the file to another place. */
  private static byte[] splice(byte[] bytes, int at, Random random) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(256));
    int over = random.nextBoolean() ? 0 : Math.min(to - from, bytes.length - at);
    return replace(bytes, at, over, Arrays.copyOfRange(bytes, from, to));
  }

  /** Repeats a few bytes many times, like nested brackets. */
  private static byte[] repeat(byte[] bytes, int at, Random random) {
    int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
    byte[] some = Arrays.copyOfRange(bytes, at, at + length);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    int times = 1 << random.nextInt(13);
    for (int i = 0; i < times; i++) {
      many.write(some, 0, some.length);
    }
    return replace(bytes, at, 0, many.toByteArray());
  }

  /** Overwrites bytes with a large number; if there are digits, all of them. */
  private static byte[] inflate(byte[] bytes, int at, Random random) {
    byte[] number = NUMBERS[random.nextInt(NUMBERS.length)];
    int start = at;
    int end = at;
    while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
      end++;
    }
    while (end > at && start > 0 && bytes[start - 1] >= '0' && bytes[start - 1] <= '9') {
      start--;
    }
    boolean digits = end > start;
    int over = digits ? end - start : Math.min(number.length, bytes.length - at);
    return replace(bytes, start, over, number);
  }

  private static byte[] flip(byte[] bytes, int at, int bits) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) bits;
    return flipped;
  }

  private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
    byte[] joined = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, joined, 0, at);
    System.arraycopy(by, 0, joined, at, by.length);
    System.arraycopy(bytes, at + length, joined, at + by.length, bytes.length - at - length);
    return joined;
  }
}
