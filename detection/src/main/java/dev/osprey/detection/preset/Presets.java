package dev.osprey.detection.preset;

import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.NearestName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The catalogue of published recipes. */
public final class Presets {
  private static final Map<String, Supplier<Detector.Config>> PRESETS = new LinkedHashMap<>();

  static {
    for (int depth : new int[] {18, 34, 50, 101, 152}) {
      String name = "retinanet-r" + depth;
      PRESETS.put(name + "-torchvision", () -> TorchvisionRetinaNet.v1(depth));
      PRESETS.put(name + "-yhenon", () -> YhenonRetinaNet.of(depth));
    }
    PRESETS.put("retinanet-r50-v2", () -> TorchvisionRetinaNet.v2(50));
  }

  private Presets() {}

  public static Set<String> names() {
    return Collections.unmodifiableSet(PRESETS.keySet());
  }

  /** The recipe of that name. */
  public static Detector.Config config(String name) {
    Supplier<Detector.Config> preset = PRESETS.get(name);
    if (preset == null) {
      throw new UserError(
          "preset \""
              + name
              + "\" is unknown; "
              + NearestName.hint(name, names())
              + "known: "
              + String.join(", ", names()));
    }
    return preset.get();
  }
}
