package dev.osprey.onnx.network;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.NetworkCheck;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Opens networks in ONNX Runtime. The graphs of a model file are made once and kept in the cache; a
 * graph that was just made is compared with libtorch before it is used. Afterwards the model runs
 * without libtorch.
 */
public final class OnnxNetworks {
  private static final System.Logger LOG = System.getLogger(OnnxNetworks.class.getName());

  private OnnxNetworks() {}

  /**
   * Opens the network of a model file.
   *
   * @param detector with the settings that are used
   * @param weights reads the weights of the file; called if the graphs are not in the cache
   * @param threads inside one operation; 0: one per core
   * @throws UserError if ONNX Runtime does not run here
   * @throws UnequalEngines if its numbers are not libtorch's
   */
  public static OnnxNetwork ofModel(
      Path model, Detector detector, Supplier<Weights> weights, int threads) {
    return ofModel(GraphCache.standard(), model, detector, weights, threads);
  }

  static OnnxNetwork ofModel(
      GraphCache cache, Path model, Detector detector, Supplier<Weights> weights, int threads) {
    List<Path> files =
        cache.files(ContentKey.of(model, detector.config()), NetworkGraphs.count(detector));
    if (GraphCache.isComplete(files)) {
      try {
        return OnnxNetwork.open(detector, files, threads);
      } catch (UserError e) {
        LOG.log(System.Logger.Level.WARNING, "a cached graph is damaged and is made again", e);
        GraphCache.remove(files);
      }
    }
    try (Weights loaded = weights.get()) {
      try {
        return made(cache, files, detector, loaded, threads);
      } catch (UserError e) {
        LOG.log(System.Logger.Level.WARNING, "the graph is not kept: " + e.getMessage());
        return ofWeights(detector, loaded, threads);
      }
    }
  }

  private static OnnxNetwork made(
      GraphCache cache, List<Path> files, Detector detector, Weights weights, int threads) {
    try (InferenceWeights folded = InferenceWeights.of(detector.network(), weights, Engine.cpu())) {
      cache.write(files, NetworkGraphs.of(detector, folded));
      OnnxNetwork network = OnnxNetwork.open(detector, files, threads);
      try {
        requireEqual(network, detector, folded);
        return network;
      } catch (RuntimeException | Error e) {
        network.close();
        GraphCache.remove(files);
        throw e;
      }
    }
  }

  /**
   * Opens a network with weights in memory, such as those of a running training, without keeping
   * its graphs.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError if ONNX Runtime does not run here, or the temporary folder cannot be used
   * @throws UnequalEngines if its numbers are not libtorch's
   */
  public static OnnxNetwork ofWeights(Detector detector, Weights weights, int threads) {
    Path folder = temporaryFolder();
    GraphCache cache = GraphCache.in(folder, Long.MAX_VALUE);
    List<Path> files = cache.files("network", NetworkGraphs.count(detector));
    try {
      return made(cache, files, detector, weights, threads);
    } finally {
      GraphCache.remove(files);
      remove(folder);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("osprey-graphs");
    } catch (IOException e) {
      throw new UserError(
          "the folder for temporary files, "
              + System.getProperty("java.io.tmpdir")
              + ", cannot be used",
          e);
    }
  }

  private static void remove(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEqual(
      OnnxNetwork network, Detector detector, InferenceWeights weights) {
    double difference =
        NetworkCheck.difference(detector, weights, batch -> network.run(batch, nanoseconds -> {}));
    if (!(difference <= Agreement.MAXIMUM_RAW)) {
      throw new UnequalEngines(
          String.format(
              Locale.ROOT,
              "ONNX Runtime's outputs differ from libtorch's by %.2g of their range",
              difference));
    }
  }
}
