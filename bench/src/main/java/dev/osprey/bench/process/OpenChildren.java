package dev.osprey.bench.process;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The child processes of a run. They end with it: when this is closed, and also when this process
 * is stopped by Ctrl-C or SIGTERM. Thread-safe.
 */
public final class OpenChildren implements AutoCloseable {
  private final Set<Process> open = ConcurrentHashMap.newKeySet();
  private final Thread atExit = new Thread(this::endAll, "end of the children");
  private volatile boolean ending;

  public OpenChildren() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a process.
   *
   * @throws ChildFailure if the program does not start
   */
  Process start(ChildCommand command) {
    try {
      Process process = command.builder().start();
      open.add(process);
      if (ending) {
        end(process); // started while the others were ended
      }
      return process;
    } catch (IOException e) {
      throw new ChildFailure(command.program() + " does not start: " + e.getMessage(), e);
    }
  }

  /** Ends a process and its own children at once. */
  void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    var unused = process.destroyForcibly();
    open.remove(process);
  }

  private void endAll() {
    ending = true;
    open.forEach(this::end);
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // this process is ending, and its hook has begun
    }
  }
}
