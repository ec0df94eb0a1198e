package dev.osprey.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The parent's side of the protocol: a process that prepares a piece of work, stays warm, and does
 * the work once for each {@link #run}. What it prints beside the protocol is ignored.
 */
public final class ChildProcess implements Contender {
  private final OpenChildren children;
  private final ChildCommand command;
  private final Duration patience;
  private final Process process;
  private final OutputTail errors;

  /** The reports in their order; a failed one after the last says that the output has ended. */
  private final BlockingQueue<Optional<ChildReport>> reports = new LinkedBlockingQueue<>();

  /**
   * Starts a process, which prepares its work meanwhile.
   *
   * @param patience the longest time to wait for one report
   * @throws ChildFailure if the program does not start
   */
  public ChildProcess(OpenChildren children, ChildCommand command, Duration patience) {
    this.children = children;
    this.command = command;
    this.patience = patience;
    this.process = children.start(command);
    this.errors = new OutputTail(process.getErrorStream());
    Thread reader =
        new Thread(() -> read(process.getInputStream()), "reports of " + command.program());
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ChildReport.parse(line).ifPresent(report -> reports.add(Optional.of(report)));
      }
      reports.add(Optional.empty());
    } catch (IOException | ChildFailure e) {
      reports.add(Optional.of(new ChildReport.Failed(ChildLoop.firstLine(e))));
    }
  }

  /** Waits until the work is prepared. Returns the versions of the child's libraries. */
  public Map<String, String> awaitReady() {
    ChildReport report = next();
    if (report instanceof ChildReport.Ready ready) {
      return ready.versions();
    }
    throw new ChildFailure(command.program() + " reports a run before it is ready");
  }

  @Override
  public Measurement run() {
    try {
      process.getOutputStream().write((ChildLoop.RUN + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new ChildFailure(ended(), e);
    }
    ChildReport report = next();
    if (report instanceof ChildReport.Done done) {
      return done.measurement();
    }
    throw new ChildFailure(command.program() + " answers a run with something else");
  }

  private ChildReport next() {
    try {
      Optional<ChildReport> report = reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (report == null) {
        throw new ChildFailure(command.program() + " gave no answer for " + time(patience));
      }
      ChildReport found = report.orElseThrow(() -> new ChildFailure(ended()));
      if (found instanceof ChildReport.Failed failed) {
        throw new ChildFailure(failed.message());
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChildFailure("interrupted", e);
    }
  }

  private static String time(Duration duration) {
    return duration.toMinutes() > 0
        ? duration.toMinutes() + " minutes"
        : duration.toMillis() / 1000.0 + " s";
  }

  /** What is known about a process that ended before it answered. */
  private String ended() {
    try {
      boolean over = process.waitFor(2, TimeUnit.SECONDS);
      String error = errors.error();
      return command.program()
          + (over ? " ended with exit code " + process.exitValue() : " closed its output")
          + (error.isEmpty() ? " and said nothing" : ": " + error);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    children.end(process);
  }
}
