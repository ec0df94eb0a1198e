package dev.osprey.cli.failure;

import dev.osprey.core.text.IoReason;
import java.io.IOException;
import java.util.Optional;

/**
 * Reports that standard output could not be written: the disk is full, or the reader has exited.
 */
public final class OutputFailure {
  private static final int FAILED = 2;

  /** The exit code that shells report for a program that SIGPIPE has terminated. */
  private static final int READER_EXITED = 141;

  private OutputFailure() {}

  /** The exit code of the process. Prints an error unless the reader closed the pipe. */
  public static int exitCode(Optional<IOException> failure, int exitCode) {
    if (failure.isEmpty()) {
      return exitCode;
    }
    String reason = IoReason.of(failure.get());
    if (reason.contains("roken pipe")) {
      return exitCode == 0 ? READER_EXITED : exitCode;
    }
    System.err.println(
        "error: standard output cannot be written: "
            + reason
            + "; the output is incomplete. Free some space, or redirect it to another place");
    System.err.flush();
    return FAILED;
  }
}
