package dev.osprey.weights.peers;

import dev.osprey.detection.Detector;
import dev.osprey.tensorfiles.StoredTensor;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.peers.keys.ClassLayers;
import dev.osprey.weights.peers.keys.KeyComparison;
import dev.osprey.weights.peers.keys.NetworkPrefix;
import dev.osprey.weights.peers.keys.PrefixedNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A peer and preset that a checkpoint may belong to, with the comparison of its keys.
 *
 * @param config the preset's configuration with the number of classes of the file's last layer
 */
record Candidate(Peer peer, String preset, Detector.Config config, KeyComparison comparison) {

  static Candidate of(
      Peer peer,
      String preset,
      Detector.Config recipe,
      Map<String, ? extends StoredTensor> tensors,
      NetworkPrefix prefix) {
    NameMap names =
        new PrefixedNames(
            prefix.of(peer.names(), recipe.create().network().namedParameters()).get(0),
            peer.names());
    Map<String, Long> outputs = firstDimensions(tensors, names);
    Detector.Config config =
        recipe.withClasses(ClassLayers.of(recipe).classes(outputs::get).orElse(recipe.classes()));
    return new Candidate(
        peer,
        preset,
        config,
        KeyComparison.of(
            tensors, peer.names(), config.create().network().namedParameters(), prefix));
  }

  /** Whether the file has all keys and shapes of this network. */
  boolean fits() {
    return comparison.fits();
  }

  private static Map<String, Long> firstDimensions(
      Map<String, ? extends StoredTensor> tensors, NameMap names) {
    Map<String, Long> dimensions = new HashMap<>();
    tensors.forEach(
        (key, tensor) -> {
          List<Long> shape = tensor.shape();
          if (!shape.isEmpty()) {
            names.toOurs(key).ifPresent(path -> dimensions.put(path, shape.get(0)));
          }
        });
    return dimensions;
  }
}
