package dev.osprey.weights.naming;

import dev.osprey.core.LabelMap;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes files with generated weights. Each value depends on the parameter's path and the index.
 */
public final class Models {
  private Models() {}

  public static final Weights.Source VALUES =
      (path, parameter) -> {
        float[] values = new float[Math.toIntExact(parameter.count())];
        int state = path.hashCode();
        for (int i = 0; i < values.length; i++) {
          state = state * 1_664_525 + 1_013_904_223;
          values[i] = (state >> 8) * 0x1p-24f;
        }
        return values;
      };

  public static Path write(Path file, Detector.Config config) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < config.classes(); i++) {
      names.add("thing" + i);
    }
    ModelFile.write(file, config, LabelMap.ofNames(names), VALUES, Map.of());
    return file;
  }

  public static Map<String, Parameter> parameters(Detector.Config config) {
    return config.create().network().namedParameters();
  }

  /** Writes a state dict of a preset with a peer's names. */
  public static Path stateDict(Path file, String preset, String peer) {
    return stateDict(
        file,
        parameters(Presets.config(preset)),
        Peers.peer(peer).names(),
        UnaryOperator.identity());
  }

  /**
   * Writes a state dict with a peer's names, each changed by {@code rename}. A parameter whose name
   * becomes empty is left out.
   */
  public static Path stateDict(
      Path file, Map<String, Parameter> parameters, NameMap names, UnaryOperator<String> rename) {
    TorchFileWriter writer = new TorchFileWriter();
    parameters.forEach(
        (path, parameter) -> {
          String key = rename.apply(names.toPeer(path).orElseThrow());
          if (!key.isEmpty()) {
            writer.add(key, parameter.shape(), VALUES.values(path, parameter));
          }
        });
    writer.write(file);
    return file;
  }
}
