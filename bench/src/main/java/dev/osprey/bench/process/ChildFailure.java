package dev.osprey.bench.process;

/** The failure of a child process. The message is one line, which its row shows. */
public final class ChildFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChildFailure(String message) {
    super(message);
  }

  ChildFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
