package dev.osprey.cli.options;

import dev.osprey.weights.published.NetworkAccess;
import picocli.CommandLine.Option;

/** The option {@code --offline}, which forbids downloads. */
public final class OfflineOption {
  @Option(
      names = "--offline",
      description =
          "Do not download: published weights must be in the cache already. The environment"
              + " variable OSPREY_OFFLINE=1 does the same for all commands.")
  boolean offline;

  public NetworkAccess access() {
    return offline ? NetworkAccess.OFFLINE : NetworkAccess.standard();
  }
}
