package dev.osprey.weights.peers.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Keys of averages among the keys of the averaged weights: {@code ema_backbone_conv1_weight} beside
 * {@code backbone.conv1.weight}, as mmdetection 2's EMAHook registers its buffers, or a module such
 * as {@code ema_model.} or {@code teacher.} beside another with the same layers.
 *
 * @param nameByKey the weight's name for each key of an average, in the file's order
 * @param areBuffers whether they are buffers of EMAHook
 */
public record AverageKeys(Map<String, String> nameByKey, boolean areBuffers) {
  private static final String BUFFER = "ema_";
  private static final Set<String> WORDS =
      Set.of("ema", "swa", "avg", "average", "averaged", "teacher");
  private static final List<String> WRAPPERS = List.of("module.", "model.", "_orig_mod.");

  /** Finds the averages of a file; empty if it has none, or only averages. */
  public static AverageKeys of(Collection<String> keys) {
    AverageKeys buffers = buffers(keys);
    return buffers.isEmpty() ? modules(keys) : buffers;
  }

  public boolean isEmpty() {
    return nameByKey.isEmpty();
  }

  private static AverageKeys buffers(Collection<String> keys) {
    Map<String, String> flat = new HashMap<>();
    keys.forEach(key -> flat.put(BUFFER + key.replace('.', '_'), key));
    Map<String, String> names = new LinkedHashMap<>();
    for (String key : keys) {
      String own = flat.get(key);
      if (own != null) {
        names.put(key, own);
      }
    }
    return new AverageKeys(names, true);
  }

  private static AverageKeys modules(Collection<String> keys) {
    Map<String, String> names = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (String key : keys) {
      int dot = key.indexOf('.');
      if (dot > 0 && isAverage(key.substring(0, dot))) {
        names.put(key, unwrapped(key.substring(dot + 1)));
      } else {
        others.add(key);
      }
    }
    NetworkPrefix beside = new NetworkPrefix(others);
    long matches = names.values().stream().filter(beside::hasEnding).count();
    // an attention module may be named ema, too
    return 2 * matches > names.size()
        ? new AverageKeys(names, false)
        : new AverageKeys(Map.of(), false);
  }

  private static boolean isAverage(String module) {
    for (String word : module.toLowerCase(Locale.ROOT).split("_")) {
      if (WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static String unwrapped(String name) {
    for (String wrapper : WRAPPERS) {
      if (name.startsWith(wrapper)) {
        return unwrapped(name.substring(wrapper.length()));
      }
    }
    return name;
  }
}
