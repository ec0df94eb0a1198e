package dev.osprey.cli.train;

import dev.osprey.cli.terminal.Signals;
import dev.osprey.training.evaluation.StopSignal;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Handles Ctrl-C, SIGTERM and SIGHUP (the terminal was closed) during a run. The first signal makes
 * the run save and stop, the second ends the process at once. If there is nothing to save yet, the
 * first ends the process.
 */
final class Interruption implements StopSignal, AutoCloseable {

  /** The signals that are handled, with the exit codes that shells use for them. */
  enum Kind {
    INT(130),
    TERM(143),
    HUP(129);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** Ends the process. */
  interface Ending {
    /** Ends the process and runs its shutdown hooks. */
    void end(int exitCode);

    /** Ends the process without shutdown hooks. */
    void endAtOnce(Kind kind);
  }

  /** Two signals within this time count as one: timeout signals the process and then its group. */
  private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final Ending ending;
  private @Nullable Kind first;
  private long firstNanos;
  private @Nullable Runnable stop;
  private String stopping = "";
  private final String nothingToSave;
  private boolean over;

  Interruption(PrintStream err, LongSupplier nanoTime, Ending ending, String nothingToSave) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.ending = ending;
    this.nothingToSave = nothingToSave;
  }

  /**
   * Handles the signals of this process from now on.
   *
   * @param nothingToSave the message of the first signal until {@link #stopBy} is called
   */
  static Interruption handleSignals(String nothingToSave) {
    Interruption interruption =
        new Interruption(System.err, System::nanoTime, new ProcessEnding(), nothingToSave);
    for (Kind kind : Kind.values()) {
      var unused = Signals.handle(kind.name(), () -> interruption.on(kind));
    }
    return interruption;
  }

  /**
   * Sets the action of the first signal, which runs on another thread.
   *
   * @param doing what the process does then, such as "finishing the step and saving"
   * @param request asks the work to stop
   */
  synchronized void stopBy(String doing, Runnable request) {
    stopping = doing;
    stop = request;
  }

  void on(Kind kind) {
    Runnable answer = answer(kind);
    answer.run();
  }

  private synchronized Runnable answer(Kind kind) {
    if (first == null && over) {
      return () -> ending.end(kind.exitCode);
    }
    if (first == null) {
      first = kind;
      firstNanos = nanoTime.getAsLong();
      return stop == null ? () -> endWithNothing(kind) : stopping(stopping, stop);
    }
    return nanoTime.getAsLong() - firstNanos < SAME_NANOS ? () -> {} : () -> endAtOnce(kind);
  }

  private void endWithNothing(Kind kind) {
    err.println("interrupted: " + nothingToSave);
    ending.end(kind.exitCode);
  }

  private Runnable stopping(String doing, Runnable request) {
    return () -> {
      err.println("interrupted: " + doing + "; press Ctrl-C again to stop at once");
      request.run();
    };
  }

  private void endAtOnce(Kind kind) {
    err.println("stopped at once; the last saved state is kept");
    ending.endAtOnce(kind);
  }

  /** Whether a signal has arrived. */
  @Override
  public synchronized boolean isRequested() {
    return first != null;
  }

  /** The exit code that shells use for the signal that arrived: 130 for Ctrl-C. */
  synchronized int exitCode() {
    return first == null ? Kind.INT.exitCode : first.exitCode;
  }

  /** Declares the work finished: from now on a signal ends the process. */
  @Override
  public synchronized void close() {
    over = true;
  }

  private static final class ProcessEnding implements Ending {
    @Override
    public void end(int exitCode) {
      System.exit(exitCode);
    }

    @Override
    public void endAtOnce(Kind kind) {
      Signals.endBy(kind.name(), kind.exitCode);
    }
  }
}
