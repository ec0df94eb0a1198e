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
   * @param weights reads the weights of the file; called if the graphs are not in the cache, and
   *     again if they cannot be kept there
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
    InferenceWeights folded = folded(detector, weights);
    try {
      return made(cache, files, detector, folded, threads);
    } catch (UserError e) {
      LOG.log(System.Logger.Level.WARNING, "the graph is not kept: " + e.getMessage());
    }
    try (Weights loaded = weights.get()) {
      return ofWeights(detector, loaded, threads);
    }
  }

  private static InferenceWeights folded(Detector detector, Supplier<Weights> weights) {
    try (Weights loaded = weights.get()) {
      return InferenceWeights.of(detector.network(), loaded, Engine.cpu());
    }
  }

  /**
   * Makes and opens the graphs. Weights are large: libtorch's are freed before ONNX Runtime loads
   * its own.
   *
   * @param weights are closed
   */
  private static OnnxNetwork made(
      GraphCache cache,
      List<Path> files,
      Detector detector,
      InferenceWeights weights,
      int threads) {
    NetworkCheck check = written(cache, files, detector, weights);
    OnnxNetwork network = OnnxNetwork.open(detector, files, threads);
    try {
      requireEqual(network, check);
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      GraphCache.remove(files);
      throw e;
    }
  }

  private static NetworkCheck written(
      GraphCache cache, List<Path> files, Detector detector, InferenceWeights weights) {
    try (weights) {
      NetworkCheck check = NetworkCheck.of(detector, weights);
      cache.write(files, NetworkGraphs.of(detector, weights));
      return check;
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
      InferenceWeights folded = InferenceWeights.of(detector.network(), weights, Engine.cpu());
      return made(cache, files, detector, folded, threads);
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

  private static void requireEqual(OnnxNetwork network, NetworkCheck check) {
    double difference = check.difference(batch -> network.run(batch, nanoseconds -> {}));
    if (!(difference <= Agreement.MAXIMUM_RAW)) {
      throw new UnequalEngines(
          String.format(
              Locale.ROOT,
              "ONNX Runtime's outputs differ from libtorch's by %.2g of their range",
              difference));
    }
  }
}
