package dev.osprey.bench.process;

import dev.osprey.core.text.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The physical memory of a process, as Linux counts it.
 *
 * @param resident bytes at this moment
 * @param peak most bytes since the process started
 */
public record ProcessMemory(long resident, long peak) {
  private static final System.Logger LOG = System.getLogger(ProcessMemory.class.getName());

  /** The memory of a process; empty if it has ended, and on systems without {@code /proc}. */
  public static Optional<ProcessMemory> of(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.isReadable(status)) {
      return Optional.empty();
    }
    try {
      return parse(Files.readString(status));
    } catch (IOException e) {
      // the process ended between the two calls
      LOG.log(System.Logger.Level.DEBUG, () -> status + ": " + IoReason.of(e));
      return Optional.empty();
    }
  }

  /** Reads the text of {@code /proc/PID/status}; empty if it has no figures, as after the end. */
  static Optional<ProcessMemory> parse(String status) {
    long resident = -1;
    long peak = -1;
    for (String line : status.lines().toList()) {
      if (line.startsWith("VmRSS:")) {
        resident = bytes(line);
      } else if (line.startsWith("VmHWM:")) {
        peak = bytes(line);
      }
    }
    return resident < 0 || peak < 0
        ? Optional.empty()
        : Optional.of(new ProcessMemory(resident, peak));
  }

  private static long bytes(String line) {
    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
  }

  /** The larger of each figure. */
  ProcessMemory max(ProcessMemory other) {
    return new ProcessMemory(Math.max(resident, other.resident), Math.max(peak, other.peak));
  }
}
