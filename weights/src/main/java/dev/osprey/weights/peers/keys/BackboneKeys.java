package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.StoredTensor;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a backbone in the file of a classifier or of a whole detector. All other keys are
 * left out, including those of stages that the backbone does not build because nothing reads them.
 */
public final class BackboneKeys {
  static final String PREFIX = "backbone.body.";

  private BackboneKeys() {}

  /** Returns the parameters of a detector's backbone, by path. */
  public static Map<String, Parameter> parameters(Map<String, Parameter> detector) {
    Map<String, Parameter> backbone = new LinkedHashMap<>();
    detector.forEach(
        (path, parameter) -> {
          if (path.startsWith(PREFIX)) {
            backbone.put(path, parameter);
          }
        });
    return backbone;
  }

  /** Compares the backbone of a file with these parameters, using the name map that fits best. */
  public static KeyComparison compare(
      Map<String, ? extends StoredTensor> tensors, Map<String, Parameter> backbone) {
    List<NameMap> names = new ArrayList<>();
    names.add(new TorchvisionBackboneNames());
    Peers.all().forEach(peer -> names.add(peer.names()));
    NetworkPrefix prefix = new NetworkPrefix(tensors.keySet());
    return names.stream()
        .map(
            each ->
                KeyComparison.of(
                    ofBackbone(
                        tensors,
                        new PrefixedNames(prefix.of(each, backbone).get(0), each),
                        backbone),
                    each,
                    backbone))
        .min(Comparator.comparingInt(KeyComparison::problems))
        .orElseThrow();
  }

  private static Map<String, StoredTensor> ofBackbone(
      Map<String, ? extends StoredTensor> tensors, NameMap names, Map<String, Parameter> backbone) {
    Set<String> stages = new HashSet<>();
    backbone.keySet().forEach(path -> stages.add(stage(path)));
    Map<String, StoredTensor> own = new LinkedHashMap<>();
    tensors.forEach(
        (key, tensor) -> {
          Optional<String> path = names.toOurs(key).filter(one -> one.startsWith(PREFIX));
          if (path.isPresent() && stages.contains(stage(path.get()))) {
            own.put(key, tensor);
          }
        });
    return own;
  }

  /** {@code backbone.body.layer4} of {@code backbone.body.layer4.0.conv1.weight}. */
  private static String stage(String path) {
    int end = path.indexOf('.', PREFIX.length());
    // The layers of VGG and MobileNetV2 are numbered inside one module.
    return path.startsWith("features.", PREFIX.length())
        ? path.substring(0, Math.max(path.indexOf('.', end + 1), end))
        : path.substring(0, Math.max(end, PREFIX.length()));
  }
}
