package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.StoredTensor;
import dev.osprey.weights.naming.NameMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a file, sorted by what they mean for a network.
 *
 * @param byPath keys that match a parameter, by its path
 * @param unexpected keys inside the network's modules that match no parameter, or one that another
 *     key already matches
 * @param counts keys of batch norms' step counts
 * @param biases keys of biases that {@link FoldedBiases} folds, by the path of the mean
 * @param foreign keys that are not part of the network
 */
record KeySorting(
    Map<String, String> byPath,
    List<String> unexpected,
    List<String> counts,
    Map<String, String> biases,
    Map<ExtraKeyKind, List<String>> foreign) {

  static KeySorting of(
      Map<String, ? extends StoredTensor> tensors,
      PrefixedNames names,
      Map<String, Parameter> parameters) {
    KeySorting sorting =
        new KeySorting(
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new LinkedHashMap<>(),
            new EnumMap<>(ExtraKeyKind.class));
    Set<String> modules = new HashSet<>();
    parameters
        .keySet()
        .forEach(path -> modules.add(module(names.names().toPeer(path).orElse(path))));
    tensors.forEach(
        (key, tensor) -> {
          if (!sorting.take(key, tensor, names, parameters)) {
            sorting.leave(key, names.prefix(), modules);
          }
        });
    return sorting;
  }

  /** {@code backbone} of {@code backbone.body.conv1.weight}. */
  private static String module(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private void leave(String key, String prefix, Set<String> modules) {
    boolean isInside =
        key.startsWith(prefix) && modules.contains(module(key.substring(prefix.length())));
    Optional<ExtraKeyKind> kind =
        isInside ? ExtraKeyKind.inside(key) : Optional.of(ExtraKeyKind.outside(key));
    kind.ifPresentOrElse(
        one -> foreign.computeIfAbsent(one, keys -> new ArrayList<>()).add(key),
        () -> unexpected.add(key));
  }

  /** Whether a key belongs to a parameter, or is known not to affect results. */
  private boolean take(
      String key, StoredTensor tensor, NameMap names, Map<String, Parameter> parameters) {
    if (key.endsWith(NameMap.STEP_COUNT)) {
      counts.add(key);
      return true;
    }
    String path = names.toOurs(key).orElse("");
    if (parameters.containsKey(path)) {
      return byPath.putIfAbsent(path, key) == null;
    }
    Optional<String> mean = FoldedBiases.mean(path, parameters);
    return mean.isPresent()
        && isShapeOf(parameters.get(mean.get()), tensor)
        && biases.putIfAbsent(mean.get(), key) == null;
  }

  private static boolean isShapeOf(@Nullable Parameter parameter, StoredTensor tensor) {
    return parameter != null
        && Arrays.stream(parameter.shape()).boxed().toList().equals(tensor.shape());
  }
}
