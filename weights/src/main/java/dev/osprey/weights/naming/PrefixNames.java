package dev.osprey.weights.naming;

import java.util.List;
import java.util.Optional;

/**
 * A mapping of names that replaces their prefix, by a table of module paths. Names whose prefix is
 * not in the table have no counterpart.
 */
record PrefixNames(List<Prefix> prefixes) implements NameMap {
  /** The path of a module on both sides, each ending in a dot. */
  record Prefix(String ours, String peers) {}

  static PrefixNames of(Prefix... prefixes) {
    return new PrefixNames(List.of(prefixes));
  }

  @Override
  public Optional<String> toPeer(String ours) {
    return prefixes.stream()
        .filter(prefix -> ours.startsWith(prefix.ours))
        .findFirst()
        .map(prefix -> prefix.peers + ours.substring(prefix.ours.length()));
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return prefixes.stream()
        .filter(prefix -> peer.startsWith(prefix.peers) && !peer.endsWith(STEP_COUNT))
        .findFirst()
        .map(prefix -> prefix.ours + peer.substring(prefix.peers.length()));
  }
}
