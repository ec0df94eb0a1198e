package dev.osprey.cli;

import dev.osprey.weights.published.Access;
import picocli.CommandLine.Option;

/** Whether a command may fetch the published weights that it is told to use. */
public final class NetworkOptions {
  @Option(
      names = "--offline",
      description =
          "Fetch nothing: published weights have to lie in the cache already. The environment"
              + " variable OSPREY_OFFLINE=1 says it for all commands.")
  boolean offline;

  public Access access() {
    return offline ? Access.OFFLINE : Access.standard();
  }
}
