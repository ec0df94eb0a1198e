package dev.osprey.core.text;

/**
 * A mistake that the user can correct: the message says what is wrong, where, and how to fix it.
 * The command line prints the message alone and exits with code 2. Control characters other than
 * line breaks are escaped, because a terminal would obey them.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(OneLine.ofLines(message));
  }

  public UserError(String message, Throwable cause) {
    super(OneLine.ofLines(message), cause);
  }
}
