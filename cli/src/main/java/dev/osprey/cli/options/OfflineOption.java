package dev.osprey.cli.options;

import dev.osprey.weights.published.NetworkAccess;
import picocli.CommandLine.Option;

/** Whether a command may fetch the published weights that it is told to use. */
public final class OfflineOption {
  @Option(
      names = "--offline",
      description =
          "Fetch nothing: published weights have to lie in the cache already. The environment"
              + " variable OSPREY_OFFLINE=1 says it for all commands.")
  boolean offline;

  public NetworkAccess access() {
    return offline ? NetworkAccess.OFFLINE : NetworkAccess.standard();
  }
}
