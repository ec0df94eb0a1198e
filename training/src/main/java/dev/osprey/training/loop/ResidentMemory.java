package dev.osprey.training.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The physical memory of this process, native memory included, as the operating system counts it.
 */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** The current number of bytes; empty on systems other than Linux. */
  public static OptionalLong current() {
    return read("VmRSS:");
  }

  /** The peak number of bytes since the process started; empty on systems other than Linux. */
  public static OptionalLong peak() {
    return read("VmHWM:");
  }

  private static OptionalLong read(String key) {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(key)) {
          String kilobytes = line.substring(key.length()).replace("kB", "").trim();
          return OptionalLong.of(1024 * Long.parseLong(kilobytes));
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty(); // the figure is only informative
    }
    return OptionalLong.empty();
  }
}
