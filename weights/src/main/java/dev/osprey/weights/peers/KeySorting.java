package dev.osprey.weights.peers;

import dev.osprey.networks.Parameter;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.safetensors.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a file lead.
 *
 * @param byPath keys that lead to a parameter, by its path
 * @param unexpected keys that lead to none, or to one that another key leads to
 * @param counts keys of batch norms' step counts
 * @param biases keys of what {@link FoldedBiases} folds, by the path of the mean
 */
record KeySorting(
    Map<String, String> byPath,
    List<String> unexpected,
    List<String> counts,
    Map<String, String> biases) {

  static KeySorting of(
      Map<String, ? extends StoredTensor> tensors,
      NameMap names,
      Map<String, Parameter> parameters) {
    KeySorting sorting =
        new KeySorting(
            new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    tensors.forEach((key, tensor) -> sorting.add(key, tensor, names, parameters));
    return sorting;
  }

  private void add(
      String key, StoredTensor tensor, NameMap names, Map<String, Parameter> parameters) {
    if (key.endsWith(NameMap.STEP_COUNT)) {
      counts.add(key);
      return;
    }
    String path = names.toOurs(key).orElse("");
    boolean isTaken;
    if (parameters.containsKey(path)) {
      isTaken = byPath.putIfAbsent(path, key) == null;
    } else {
      Optional<String> mean = FoldedBiases.mean(path, parameters);
      isTaken =
          mean.isPresent()
              && isShapeOf(parameters.get(mean.get()), tensor)
              && biases.putIfAbsent(mean.get(), key) == null;
    }
    if (!isTaken) {
      unexpected.add(key);
    }
  }

  private static boolean isShapeOf(@Nullable Parameter parameter, StoredTensor tensor) {
    return parameter != null
        && Arrays.stream(parameter.shape()).boxed().toList().equals(tensor.shape());
  }
}
