package dev.osprey.cli.failure;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command that failed says, and its exit code. */
public final class ErrorReport {
  private static final int USER_MISTAKE = 2;
  private static final int OUR_FAULT = 1;

  private final PrintWriter err;
  private final boolean debug;

  public ErrorReport(PrintWriter err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** Prints one message; the trace where it is a fault of ours, or was asked for. */
  public int report(Throwable error) {
    Optional<String> message = message(error);
    if (message.isPresent()) {
      err.println("error: " + indented(message.get()));
      if (debug) {
        error.printStackTrace(err);
      }
      return USER_MISTAKE;
    }
    err.println("osprey failed; this is a fault of Osprey's:");
    if (debug) {
      error.printStackTrace(err);
    } else {
      printShortened(error);
    }
    return OUR_FAULT;
  }

  private static Optional<String> message(Throwable error) {
    UserError mistake = mistakeIn(error);
    if (mistake != null) {
      String message = String.valueOf(mistake.getMessage());
      return Optional.of(message + FileNameEncoding.hint(message));
    }
    return FileNameEncoding.areToBlameFor(error)
        ? Optional.of(FileNameEncoding.cure())
        : ResourceFailure.message(error);
  }

  private static @Nullable UserError mistakeIn(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError mistake) {
        return mistake;
      }
    }
    return null;
  }

  /**
   * The message with all lines but the first indented, so that no line break in a name looks like
   * the start of another message.
   */
  public static String indented(String message) {
    return message.replaceAll("\n(?! )", "\n  ");
  }

  /** libtorch's errors carry many C++ frames behind their first line: these are for --debug. */
  private void printShortened(Throwable error) {
    err.println(OneLine.of(error.toString().lines().findFirst().orElse("")));
    for (StackTraceElement frame : error.getStackTrace()) {
      err.println("  at " + frame);
    }
    if (error.getCause() != null) {
      err.print("caused by: ");
      printShortened(error.getCause());
    }
  }
}
