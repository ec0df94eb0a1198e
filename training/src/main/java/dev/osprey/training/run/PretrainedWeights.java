package dev.osprey.training.run;

import dev.osprey.detection.Detector;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.PretrainedConfig;
import dev.osprey.training.config.RunConfig;
import dev.osprey.weights.peers.CheckpointFile;
import dev.osprey.weights.peers.InitialWeights;
import dev.osprey.weights.published.NetworkAccess;
import dev.osprey.weights.published.download.FetchListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Creates the initial weights of a run. */
final class PretrainedWeights {
  private PretrainedWeights() {}

  /**
   * Reads the weights from the configured file and initialises the parameters that it does not
   * contain.
   *
   * @param notes receives a line about the loaded and the newly initialised parameters
   */
  static Weights of(RunConfig config, Detector detector, Engine engine, Consumer<String> notes) {
    Weights.Source fresh = Weights.initialValues(config.training().seed());
    PretrainedConfig pretrained = config.pretrained();
    Optional<Path> path = pretrained.file(NetworkAccess.standard(), FetchListener.NONE);
    if (path.isEmpty()) {
      return Weights.of(detector.network(), engine, fresh);
    }
    try (TensorFile file = CheckpointFile.open(path.get())) {
      InitialWeights start =
          pretrained.weights() == null
              ? InitialWeights.ofBackbone(file, detector)
              : InitialWeights.ofDetector(file, detector);
      notes.accept(start.text());
      return Weights.of(detector.network(), engine, start.source(fresh));
    }
  }
}
