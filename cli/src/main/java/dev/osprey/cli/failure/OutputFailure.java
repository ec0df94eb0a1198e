package dev.osprey.cli.failure;

import dev.osprey.core.text.IoReason;
import java.io.IOException;
import java.util.Optional;

/** Standard output that could not be written: a full disk, or a reader that has gone. */
public final class OutputFailure {
  private static final int FAILED = 2;

  /** What shells show for a program that the system ends when its reader has gone (SIGPIPE). */
  private static final int READER_IS_GONE = 141;

  private OutputFailure() {}

  /** The exit code of the process; tells what is lost, unless nobody wanted to read on. */
  public static int exitCode(Optional<IOException> failure, int exitCode) {
    if (failure.isEmpty()) {
      return exitCode;
    }
    String reason = IoReason.of(failure.get());
    if (reason.contains("roken pipe")) {
      return exitCode == 0 ? READER_IS_GONE : exitCode;
    }
    System.err.println(
        "error: standard output cannot be written: "
            + reason
            + "; what it was to hold is not complete. Free space, or send it elsewhere");
    System.err.flush();
    return FAILED;
  }
}
