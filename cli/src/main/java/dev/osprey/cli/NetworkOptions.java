package dev.osprey.cli;

import dev.osprey.weights.published.Access;
import picocli.CommandLine.Option;

/** The option {@code --offline}, which forbids downloads. */
public final class NetworkOptions {
  @Option(
      names = "--offline",
      description =
          "Do not download: published weights must be in the cache already. The environment"
              + " variable OSPREY_OFFLINE=1 does the same for all commands.")
  boolean offline;

  public Access access() {
    return offline ? Access.OFFLINE : Access.standard();
  }
}
