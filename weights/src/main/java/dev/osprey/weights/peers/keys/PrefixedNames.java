package dev.osprey.weights.peers.keys;

import dev.osprey.weights.naming.NameMap;
import java.util.Optional;

/**
 * The names of a project, with the prefix of the module that holds the network. Keys without the
 * prefix have no counterpart.
 */
public record PrefixedNames(String prefix, NameMap names) implements NameMap {
  @Override
  public Optional<String> toPeer(String ours) {
    return names.toPeer(ours).map(name -> prefix + name);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return peer.startsWith(prefix)
        ? names.toOurs(peer.substring(prefix.length()))
        : Optional.empty();
  }
}
