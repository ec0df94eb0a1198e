package dev.osprey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Damaged copies of a file, made from fixed seeds: bytes are flipped, removed, inserted, repeated
 * or replaced by large numbers. There are 500 copies, or 10,000 with {@code -Plong}.
 *
 * @param file path of the damaged copies
 * @param whole bytes of the undamaged file
 * @param share divisor of the number of copies
 * @param maxBytes maximum number of bytes that reading one copy may allocate
 */
public record DamagedFiles(Path file, byte[] whole, int share, long maxBytes) {
  private static final int CASES = Integer.getInteger("osprey.damaged.files", 500);
  private static final long MAX_BYTES = 64L << 20;

  /** CPU time of the thread, which does not depend on other programs on the machine. */
  private static final long MAX_CPU_NANOSECONDS = 2_000_000_000L;

  /** Allows for loading classes and compiling code. */
  private static final long WARM_UP_NANOSECONDS = 20_000_000_000L;

  /** Creates all copies, each of which may allocate 64 MB. */
  public DamagedFiles(Path file, byte[] whole) {
    this(file, whole, 1, MAX_BYTES);
  }

  /** Returns a fraction of the copies, for tests with many kinds of files. */
  public DamagedFiles oneIn(int newShare) {
    return new DamagedFiles(file, whole, newShare, maxBytes);
  }

  public DamagedFiles within(long bytes) {
    return new DamagedFiles(file, whole, share, bytes);
  }

  /**
   * Asserts that the undamaged file is read, and that each copy is either read or refused with a
   * message that names it, in bounded memory and time.
   *
   * @param reading reads a file, and fails if the result is wrong
   */
  public void assertReadOrRefused(Consumer<Path> reading) throws IOException {
    Files.write(file, whole);
    reading.accept(file);
    int cases = Math.max(1, CASES / share);
    int refused = 0;
    for (int seed = 0; seed < cases; seed++) {
      Files.write(file, Damage.of(whole, new Random(seed)));
      String description = file.getFileName() + " with seed " + seed;
      refused += isRefused(file, reading, description, maxBytes) ? 1 : 0;
    }
    assertThat(refused).as("refused of " + cases).isPositive();
  }

  /** Whether a file is refused. Asserts that it is read or refused in bounded memory and time. */
  public static boolean isRefused(Path file, Consumer<Path> reading, String description) {
    return isRefused(file, reading, description, MAX_BYTES);
  }

  private static boolean isRefused(
      Path file, Consumer<Path> reading, String description, long maxBytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytesBefore = threads.getThreadAllocatedBytes(thread);
    long start = threads.getCurrentThreadCpuTime();
    boolean refused = false;
    try {
      reading.accept(file);
    } catch (UserError e) {
      refused = true;
      assertIsClear(String.valueOf(e.getMessage()), file, description);
    } catch (AssertionError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      fail(description + " is neither read nor refused", e);
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - bytesBefore;
    assertThat(bytes).as("bytes allocated for " + description).isLessThan(maxBytes);
    long limit = refused ? MAX_CPU_NANOSECONDS : WARM_UP_NANOSECONDS;
    assertThat(threads.getCurrentThreadCpuTime() - start).as(description).isLessThan(limit);
    return refused;
  }

  private static void assertIsClear(String message, Path file, String description) {
    assertThat(message)
        .as(description)
        .contains(file.getFileName().toString())
        .doesNotContain("Exception", "java.lang", "OpenCV(");
    assertThat(message.chars().filter(c -> c != '\n' && Character.isISOControl(c)).count())
        .as("control characters in the message of " + description + ": " + message)
        .isZero();
  }
}
