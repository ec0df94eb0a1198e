package dev.osprey.cli.failure;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints the error of a failed command and returns the exit code. */
public final class ErrorReport {
  private static final int USER_MISTAKE = 2;
  private static final int BUG = 1;

  private final PrintWriter err;
  private final boolean debug;

  public ErrorReport(PrintWriter err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /**
   * Prints one message. A stack trace follows for bugs in Osprey, and for all errors with {@code
   * --debug}.
   *
   * @return the exit code
   */
  public int report(Throwable error) {
    Optional<String> message = message(error);
    if (message.isPresent()) {
      err.println("error: " + indented(message.get()));
      if (debug) {
        error.printStackTrace(err);
      }
      return USER_MISTAKE;
    }
    err.println("osprey failed; this is a bug in Osprey:");
    if (debug) {
      error.printStackTrace(err);
    } else {
      printShortened(error);
    }
    return BUG;
  }

  private static Optional<String> message(Throwable error) {
    UserError mistake = mistakeIn(error);
    if (mistake != null) {
      String message = String.valueOf(mistake.getMessage());
      return Optional.of(message + FileNameEncoding.hint(message));
    }
    return FileNameEncoding.causes(error)
        ? Optional.of(FileNameEncoding.fix())
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

  /** Indents all lines after the first one, so that none of them looks like a new message. */
  public static String indented(String message) {
    return message.replaceAll("\n(?! )", "\n  ");
  }

  /** Errors of libtorch have many C++ frames after their first line; only --debug prints these. */
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
