package dev.osprey.weights.peers;

import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.peers.keys.BackboneKeys;
import dev.osprey.weights.peers.keys.KeyComparison;
import java.util.Optional;

/** Recognises files of a backbone alone, such as an ImageNet classifier's. */
final class BackbonePresets {
  private BackbonePresets() {}

  /**
   * A preset whose whole backbone is in the file under a classifier's names, without other parts of
   * a detector.
   *
   * @param ofADetector number of tensors of the file that the nearest detector takes
   */
  static Optional<String> fitting(TensorFile file, int ofADetector) {
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
              return comparison.hasAll() && comparison.taken() >= ofADetector;
            })
        .findFirst();
  }
}
