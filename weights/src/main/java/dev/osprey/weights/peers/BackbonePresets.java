package dev.osprey.weights.peers;

import dev.osprey.detection.preset.Presets;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.safetensors.TensorFile;
import java.util.Optional;

/** Tells a backbone's file, such as an ImageNet classifier's, from a detector's. */
final class BackbonePresets {
  private BackbonePresets() {}

  /** A preset whose whole backbone the file has under a classifier's names. */
  static Optional<String> fitting(TensorFile file) {
    TorchvisionBackboneNames names = new TorchvisionBackboneNames();
    return Presets.names().stream()
        .filter(
            preset ->
                KeyComparison.of(
                        file.tensors(),
                        names,
                        BackboneKeys.parameters(
                            Presets.config(preset).create().network().namedParameters()))
                    .hasAll())
        .findFirst();
  }
}
