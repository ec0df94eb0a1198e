package dev.osprey.torch.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads how much memory this process could still take. */
final class FreeMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private FreeMemory() {}

  /**
   * Free memory in bytes; empty if the system does not report it. On Linux this is the available
   * memory, including caches that can be freed, and never more than a container's limit. On other
   * systems it is the installed memory, because their free memory excludes most of what a process
   * can get.
   */
  static OptionalLong current() {
    if (!(ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system)) {
      return OptionalLong.empty();
    }
    long builtIn = system.getTotalMemorySize();
    return OptionalLong.of(Math.min(builtIn, available().orElse(builtIn)));
  }

  private static OptionalLong available() {
    if (!Files.isReadable(MEMINFO)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith(AVAILABLE)) {
          String kilobytes = line.substring(AVAILABLE.length()).replace("kB", "").trim();
          return OptionalLong.of(1024 * Long.parseLong(kilobytes));
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
