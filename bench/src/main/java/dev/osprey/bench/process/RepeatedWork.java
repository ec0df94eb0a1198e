package dev.osprey.bench.process;

/** A piece of work that a child process repeats. It is prepared when it is made. */
public interface RepeatedWork extends AutoCloseable {
  /** Does the work once. */
  WorkResult run();

  @Override
  void close();
}
