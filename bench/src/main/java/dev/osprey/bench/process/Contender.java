package dev.osprey.bench.process;

/** One side of a comparison. */
public interface Contender extends AutoCloseable {
  /**
   * Does the work once.
   *
   * @throws ChildFailure if its process fails
   */
  Measurement run();

  @Override
  void close();
}
