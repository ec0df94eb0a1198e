package dev.osprey.weights.peers.keys;

import dev.osprey.weights.naming.NameMap;
import java.util.Optional;

/** A project's names below a module that holds the network; keys outside it lead nowhere. */
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
