package dev.osprey.bench.result;

import dev.osprey.core.text.IoReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The machine that a run was measured on.
 *
 * @param processor its model
 * @param cores physical ones; as many as logical ones where the system tells no more
 * @param logicalCores processors that the system schedules on
 * @param threads that each side was given
 * @param memory in bytes, 0 where it is unknown
 * @param system name and version of the operating system
 * @param load processes that wanted a core on average over the minute before the start; negative
 *     where it is unknown. Above 0.3 other work disturbed the run
 */
public record BenchMachine(
    String processor,
    int cores,
    int logicalCores,
    int threads,
    long memory,
    String system,
    double load) {
  private static final System.Logger LOG = System.getLogger(BenchMachine.class.getName());
  private static final double QUIET = 0.3;

  /** This machine at this moment. */
  public static BenchMachine current(int threads) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    String cpuinfo = read(Path.of("/proc/cpuinfo"));
    long memory =
        system instanceof com.sun.management.OperatingSystemMXBean more
            ? more.getTotalMemorySize()
            : 0;
    int logical = Runtime.getRuntime().availableProcessors();
    return new BenchMachine(
        processor(cpuinfo).orElse(system.getArch()),
        cores(cpuinfo, logical),
        logical,
        threads,
        memory,
        system.getName() + " " + system.getVersion(),
        system.getSystemLoadAverage());
  }

  /** Whether other work disturbed the run from its start. */
  public boolean isBusy() {
    return load > QUIET;
  }

  private static String read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> file + ": " + IoReason.of(e));
      return "";
    }
  }

  static Optional<String> processor(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(BenchMachine::value)
        .findFirst();
  }

  static int cores(String cpuinfo, int logical) {
    Set<String> cores = new LinkedHashSet<>();
    String socket = "";
    for (String line : cpuinfo.lines().toList()) {
      if (line.startsWith("physical id")) {
        socket = value(line);
      } else if (line.startsWith("core id")) {
        cores.add(socket + "/" + value(line));
      }
    }
    return cores.isEmpty() ? logical : cores.size();
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }
}
