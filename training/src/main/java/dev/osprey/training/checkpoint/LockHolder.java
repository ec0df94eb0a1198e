package dev.osprey.training.checkpoint;

import dev.osprey.core.text.OneLine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that holds a run folder, read from its lock file.
 *
 * @param processStarted start time, which differs from that of a later process with the same id
 * @param kernel id of the running kernel, which containers on one machine share
 * @param token random text, different each time a folder is locked
 */
record LockHolder(
    long pid, Instant processStarted, String host, String kernel, Instant since, String token) {
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
  private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Pattern LINE = Pattern.compile("(\\w+): (.*)");

  /**
   * Tolerance of start times: systems report hundredths of a second of a clock that is adjusted.
   */
  private static final long SAME_START_MILLIS = 1000;

  /** This process as a holder that starts now. */
  static LockHolder current() {
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        process.pid(),
        process.info().startInstant().orElse(Instant.EPOCH),
        hostName(),
        firstLine(KERNEL),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        UUID.randomUUID().toString());
  }

  private static String hostName() {
    String name = firstLine(HOST);
    if (!name.isEmpty()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "a host without a name";
    }
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // a system without it
    }
  }

  /** Reads the holder from a lock file; empty if the file names none. */
  static Optional<LockHolder> parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> values.put(line.group(1), line.group(2)));
    try {
      return Optional.of(
          new LockHolder(
              Long.parseLong(values.getOrDefault("process", "")),
              Instant.parse(values.getOrDefault("processStarted", "")),
              values.getOrDefault("host", ""),
              values.getOrDefault("kernel", ""),
              Instant.parse(values.getOrDefault("since", "")),
              values.getOrDefault("token", "")));
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  String text() {
    return "process: %d%nprocessStarted: %s%nhost: %s%nkernel: %s%nsince: %s%ntoken: %s%n"
        .formatted(pid, processStarted, host, kernel, since, token);
  }

  /** Whether the holder runs, or ran, on the machine of this process. */
  boolean isOnThisMachine() {
    LockHolder here = current();
    return host.equals(here.host) || (!kernel.isEmpty() && kernel.equals(here.kernel));
  }

  /**
   * Whether a holder on this machine still runs. This process counts as ended: only a failed
   * release can leave its name in the file.
   */
  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(process -> pid != ProcessHandle.current().pid())
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(start -> Math.abs(ChronoUnit.MILLIS.between(start, processStarted)))
        .filter(difference -> difference <= SAME_START_MILLIS)
        .isPresent();
  }

  /** {@code process 123 on host, since 2026-01-31T12:00:00Z}. */
  String description() {
    return "process " + pid + " on " + OneLine.of(host, 80) + ", since " + since;
  }
}
