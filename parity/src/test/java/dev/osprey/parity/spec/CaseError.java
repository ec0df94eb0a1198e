package dev.osprey.parity.spec;

/** A case that cannot be run: its files are incomplete, or it uses something unknown. */
public final class CaseError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CaseError(String message) {
    super(message);
  }

  public CaseError(String message, Throwable cause) {
    super(message, cause);
  }
}
