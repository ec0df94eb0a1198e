package dev.osprey.weights.peers.keys;

import dev.osprey.detection.Detector;
import dev.osprey.networks.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a detector whose size depends on the number of classes, found by comparing its
 * networks for one and for two classes.
 */
public final class ClassLayers {
  /** Maximum number of classes; more means a damaged or different file. */
  private static final int MAX_CLASSES = 1_000_000;

  /** The number of outputs of a layer: {@code fixed + perClass · classes}. */
  private record Growth(long fixed, long perClass) {
    OptionalInt classes(long outputs) {
      long rest = outputs - fixed;
      boolean whole = rest > 0 && rest % perClass == 0 && rest / perClass <= MAX_CLASSES;
      return whole ? OptionalInt.of((int) (rest / perClass)) : OptionalInt.empty();
    }
  }

  private final Map<String, Growth> growths = new LinkedHashMap<>();

  private ClassLayers() {}

  public static ClassLayers of(Detector.Config config) {
    ClassLayers layers = new ClassLayers();
    Map<String, Parameter> two = config.withClasses(2).create().network().namedParameters();
    config
        .withClasses(1)
        .create()
        .network()
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              long[] one = parameter.shape();
              Parameter other = two.get(path);
              if (other != null && !Arrays.equals(one, other.shape())) {
                long perClass = other.shape()[0] - one[0];
                layers.growths.put(path, new Growth(one[0] - perClass, perClass));
              }
            });
    return layers;
  }

  /** Whether a parameter belongs to such a layer. */
  public boolean contains(String path) {
    return growths.containsKey(path);
  }

  /**
   * Returns the number of classes of a file.
   *
   * @param outputs the first dimension of a parameter in the file, null if it has none
   * @return empty if the file has no such layer, or no number of classes gives its outputs
   */
  public OptionalInt classes(Function<String, @Nullable Long> outputs) {
    for (Map.Entry<String, Growth> layer : growths.entrySet()) {
      Long found = outputs.apply(layer.getKey());
      if (found != null) {
        return layer.getValue().classes(found);
      }
    }
    return OptionalInt.empty();
  }
}
