package dev.osprey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A file with flipped, missing, inserted and repeated bytes, drawn from fixed seeds: 500 times, and
 * 10,000 times with {@code -Plong}.
 *
 * @param file where the damaged bytes are written
 * @param whole the bytes without damage
 */
public record DamagedFiles(Path file, byte[] whole) {
  private static final int CASES = Integer.getInteger("osprey.damaged.files", 500);
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOSECONDS = 20_000_000_000L;

  /**
   * Each of the files is read right through or refused with a message that names it, in bounded
   * memory and time; the whole one is read.
   *
   * @param reading fails where what it has read is wrong
   */
  public void assertReadOrRefused(Consumer<Path> reading) throws IOException {
    Files.write(file, whole);
    reading.accept(file);
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Files.write(file, damage(whole, new Random(seed)));
      refused += isRefused(file, reading, file.getFileName() + " with seed " + seed) ? 1 : 0;
    }
    assertThat(refused).as("refused of " + CASES).isPositive();
  }

  /** Whether a file is refused; it is read or refused in bounded memory and time. */
  public static boolean isRefused(Path file, Consumer<Path> reading, String description) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytesBefore = threads.getThreadAllocatedBytes(thread);
    long start = System.nanoTime();
    boolean refused = false;
    try {
      reading.accept(file);
    } catch (UserError e) {
      refused = true;
      assertThat(e.getMessage()).as(description).contains(file.getFileName().toString());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(description + " is neither read nor refused", e);
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - bytesBefore;
    assertThat(bytes).as("bytes allocated for " + description).isLessThan(MOST_BYTES);
    assertThat(System.nanoTime() - start).as(description).isLessThan(MOST_NANOSECONDS);
    return refused;
  }

  /** One to four changes of one kind each. */
  private static byte[] damage(byte[] whole, Random random) {
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
    return switch (random.nextInt(6)) {
      case 0 -> flip(bytes, at, 1 << random.nextInt(8));
      case 1 -> replace(bytes, at, 1, new byte[] {some[0]});
      case 2 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : flip(bytes, at, 0xFF);
      case 3 -> replace(bytes, at, 0, some);
      case 4 -> replace(bytes, at, length, new byte[0]);
      default -> replace(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
    };
  }

  private static byte[] flip(byte[] bytes, int at, int bits) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) bits;
    return flipped;
  }

  private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(Arrays.copyOf(bytes, at));
    parts.add(by);
    parts.add(Arrays.copyOfRange(bytes, at + length, bytes.length));
    byte[] joined = new byte[bytes.length - length + by.length];
    int end = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, end, part.length);
      end += part.length;
    }
    return joined;
  }
}
