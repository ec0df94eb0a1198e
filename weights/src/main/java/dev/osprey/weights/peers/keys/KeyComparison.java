package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.StoredTensor;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.weights.naming.NameMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The comparison of all tensors of a file with all parameters of a network.
 *
 * @param keys the file's key of each parameter that it has in the right shape, by path
 * @param missing parameters that are missing in the file, by the file's names
 * @param unexpected keys inside the network's modules that match no parameter
 * @param wrongShapes both shapes of those that differ, by path
 * @param counts keys of batch norms' step counts, which are left out
 * @param biases biases that are folded into the means of batch norms
 * @param prefixes prefixes of the modules that hold the network; more than one if the file holds it
 *     several times
 * @param foreign keys that are not part of the network, which are left out
 */
public record KeyComparison(
    Map<String, String> keys,
    List<String> missing,
    List<String> unexpected,
    Map<String, WrongShape> wrongShapes,
    List<String> counts,
    FoldedBiases biases,
    List<String> prefixes,
    ExtraKeys foreign) {

  /** A tensor whose shape differs from that of the parameter. */
  record WrongShape(String key, List<Long> found, List<Long> expected) {
    @Override
    public String toString() {
      return key + " is " + found + ", not " + expected;
    }
  }

  public static KeyComparison of(
      Map<String, ? extends StoredTensor> tensors,
      NameMap names,
      Map<String, Parameter> parameters) {
    return of(tensors, names, parameters, new NetworkPrefix(tensors.keySet()));
  }

  /** Compares with known prefixes of the keys. */
  public static KeyComparison of(
      Map<String, ? extends StoredTensor> tensors,
      NameMap names,
      Map<String, Parameter> parameters,
      NetworkPrefix prefix) {
    List<String> prefixes = prefix.of(names, parameters);
    return of(tensors, new PrefixedNames(prefixes.get(0), names), parameters, prefixes);
  }

  private static KeyComparison of(
      Map<String, ? extends StoredTensor> tensors,
      PrefixedNames names,
      Map<String, Parameter> parameters,
      List<String> prefixes) {
    KeySorting sorting = KeySorting.of(tensors, names, parameters);
    Map<String, String> keys = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    Map<String, WrongShape> wrongShapes = new LinkedHashMap<>();
    parameters.forEach(
        (path, parameter) -> {
          String key = sorting.byPath().get(path);
          if (key == null) {
            missing.add(names.toPeer(path).orElse(path));
            return;
          }
          List<Long> found = List.copyOf(tensorOf(tensors, key).shape());
          List<Long> expected = Arrays.stream(parameter.shape()).boxed().toList();
          if (found.equals(expected)) {
            keys.put(path, key);
          } else {
            wrongShapes.put(path, new WrongShape(key, found, expected));
          }
        });
    return new KeyComparison(
        Collections.unmodifiableMap(keys),
        List.copyOf(missing),
        List.copyOf(sorting.unexpected()),
        Collections.unmodifiableMap(wrongShapes),
        List.copyOf(sorting.counts()),
        new FoldedBiases(sorting.biases()),
        prefixes,
        new ExtraKeys(sorting.foreign()));
  }

  private static StoredTensor tensorOf(Map<String, ? extends StoredTensor> tensors, String key) {
    StoredTensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + key);
    }
    return tensor;
  }

  /** Returns the values of a parameter, which must be in {@link #keys}. */
  public float[] values(TensorFile file, String path) {
    String key = keys.get(path);
    if (key == null) {
      throw new IllegalStateException("no key for " + path);
    }
    return biases.values(file, path, key);
  }

  /** Returns the number of tensors that the network takes. */
  public int taken() {
    return keys.size() + biases.byMean().size();
  }

  int problems() {
    return missing.size() + unexpected.size() + wrongShapes.size();
  }

  /**
   * Returns the number of problems and of unknown skipped keys. A smaller distance means a better
   * match.
   */
  public int distance() {
    return problems() + foreign.of(ExtraKeyKind.OTHER).size();
  }

  /**
   * Returns this comparison without the wrong shapes of some parameters, whose shapes may differ.
   */
  public KeyComparison withoutShapesOf(Predicate<String> paths) {
    Map<String, WrongShape> rest = new LinkedHashMap<>(wrongShapes);
    rest.keySet().removeIf(paths);
    return new KeyComparison(
        keys,
        missing,
        unexpected,
        Collections.unmodifiableMap(rest),
        counts,
        biases,
        prefixes,
        foreign);
  }

  /** Whether no parameter is missing. */
  public boolean hasAll() {
    return missing.isEmpty() && wrongShapes.isEmpty();
  }

  public boolean fits() {
    return problems() == 0;
  }

  /** Formats all problems in groups and shortens long groups. */
  public String describe() {
    List<String> groups = new ArrayList<>();
    addGroup(groups, "missing", missing);
    List<String> all = new ArrayList<>(unexpected);
    all.addAll(foreign.of(ExtraKeyKind.OTHER));
    addGroup(groups, "unexpected", all);
    addGroup(
        groups,
        "of another shape",
        wrongShapes.values().stream().map(WrongShape::toString).toList());
    return String.join("\n", groups);
  }

  private static void addGroup(List<String> groups, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      groups.add("  " + lines.size() + " " + title + ": " + KeyList.text(lines));
    }
  }
}
