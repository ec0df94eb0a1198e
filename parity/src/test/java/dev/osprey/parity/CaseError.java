package dev.osprey.parity;

/** A case that cannot be run: its files are incomplete, or it asks for something unknown. */
final class CaseError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaseError(String message) {
    super(message);
  }

  CaseError(String message, Throwable cause) {
    super(message, cause);
  }
}
