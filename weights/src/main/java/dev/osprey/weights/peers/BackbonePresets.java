package dev.osprey.weights.peers;

import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.peers.keys.BackboneKeys;
import dev.osprey.weights.peers.keys.KeyComparison;
import java.util.Optional;

/** Recognises files that contain only a backbone, such as those of ImageNet classifiers. */
final class BackbonePresets {
  private BackbonePresets() {}

  /**
   * Returns a preset whose whole backbone is in the file under a classifier's names; empty if there
   * is none or if a detector matches more of the file.
   *
   * @param takenByDetector number of tensors of the file that the nearest detector takes
   */
  static Optional<String> fitting(TensorFile file, int takenByDetector) {
    TorchvisionBackboneNames names = new TorchvisionBackboneNames();
    return Presets.names().stream()
        .filter(
            preset -> {
              KeyComparison comparison =
                  KeyComparison.of(
                      file.tensors(),
                      names,
                      BackboneKeys.parameters(
                          Presets.config(preset).create().network().namedParameters()));
              return comparison.hasAll() && comparison.taken() >= takenByDetector;
            })
        .findFirst();
  }
}
