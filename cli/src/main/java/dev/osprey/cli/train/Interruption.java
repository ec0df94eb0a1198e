package dev.osprey.cli.train;

import dev.osprey.cli.terminal.Signals;
import dev.osprey.training.evaluation.StopSignal;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, a request to end (SIGTERM) and a terminal that is closed (SIGHUP), while a run is under
 * way: the first one lets the run save itself, a second one ends the process at once. Where there
 * is nothing to save yet, the first one ends it.
 */
final class Interruption implements StopSignal, AutoCloseable {

  /** What is heard, with the exit code that shells know it by. */
  enum Kind {
    INT(130),
    TERM(143),
    HUP(129);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** How the process ends; tests give others. */
  interface Ending {
    /** In order, with all that runs at an end. */
    void end(int exitCode);

    /** Without more ado. */
    void endAtOnce(Kind kind);
  }

  /** Programs such as timeout send a signal to the process and to its group: that is one. */
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
   * Hears the process's signals from now on.
   *
   * @param nothingToSave what the first signal says until {@link #stopBy} is called
   */
  static Interruption heard(String nothingToSave) {
    Interruption heard =
        new Interruption(System.err, System::nanoTime, new OfTheProcess(), nothingToSave);
    for (Kind kind : Kind.values()) {
      var unused = Signals.handle(kind.name(), () -> heard.on(kind));
    }
    return heard;
  }

  /**
   * From now on the first signal asks the work to end, on another thread.
   *
   * @param doing what is done then: "finishing the step and saving"
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
      err.println("interrupted: " + doing + "; Ctrl-C once more ends at once");
      request.run();
    };
  }

  private void endAtOnce(Kind kind) {
    err.println("ended at once; what was saved last stays");
    ending.endAtOnce(kind);
  }

  /** Whether a signal came. */
  @Override
  public synchronized boolean isRequested() {
    return first != null;
  }

  /** The exit code of what came: 130 for Ctrl-C, as shells have it. */
  synchronized int exitCode() {
    return first == null ? Kind.INT.exitCode : first.exitCode;
  }

  /** Nothing is under way any more: a signal ends the process. */
  @Override
  public synchronized void close() {
    over = true;
  }

  private static final class OfTheProcess implements Ending {
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
