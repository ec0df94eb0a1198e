package dev.osprey.weights;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.published.PublishedWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A trained detector in one safetensors file. The tensors are the weights by path; the metadata
 * holds the resolved configuration, the label map, a summary of the training, and optionally a
 * golden request with its detections. Reading a file runs no code from it. After {@link #close}
 * reading weights throws an {@link IllegalStateException}; everything else stays available.
 * Thread-safe.
 */
public final class ModelFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelFile.class.getName());

  private static final String FORMAT_KEY = "osprey.format";
  private static final String FORMAT = "1";
  private static final String CONFIG_KEY = "osprey.config";
  private static final String LABELS_KEY = "osprey.labels";
  private static final String GOLDEN_KEY = "osprey.golden";
  private static final String SUMMARY_PREFIX = "osprey.summary.";

  private final Path file;
  private final SafeTensors tensors;
  private final Detector.Config config;
  private final LabelMap labels;

  private ModelFile(Path file, SafeTensors tensors) {
    this.file = file;
    this.tensors = tensors;
    String format = require(FORMAT_KEY);
    if (!format.equals(FORMAT)) {
      throw new UserError(
          file + ": model format " + format + " is newer than this Osprey; update Osprey");
    }
    String source = file + " (configuration)";
    config = ConfigReader.readJson(Detector.Config.class, require(CONFIG_KEY), source);
    labels = ConfigReader.readJson(LabelMap.class, require(LABELS_KEY), file + " (label map)");
    LabelCount.require(config, labels, file.toString());
  }

  private String require(String key) {
    String value = tensors.metadata().get(key);
    if (value == null) {
      throw new UserError(
          file
              + ": not an Osprey model file: its metadata has no "
              + key
              + ". Models are written by train (best.safetensors) and import");
    }
    return value;
  }

  /** Whether the metadata of an open file marks it as a model file. */
  public static boolean isModel(SafeTensors tensors) {
    return tensors.metadata().containsKey(FORMAT_KEY);
  }

  /** Opens a model file. The weights are read later, by {@link #weights} or {@link #source}. */
  public static ModelFile open(Path file) {
    requireNotPublishedName(file);
    WrongModelFile.error(file)
        .ifPresent(
            error -> {
              throw error;
            });
    SafeTensors tensors = SafeTensors.open(file);
    try {
      return new ModelFile(file, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private static void requireNotPublishedName(Path file) {
    String name = file.toString().replace(file.getFileSystem().getSeparator(), "/");
    if (PublishedWeights.hasPublisherOf(name) && !Files.exists(file)) {
      throw new UserError(
          name
              + " names published weights, not a model file. Make a model file from them first:"
              + " ./osprey import "
              + PublishedWeights.entry(name).name()
              + " --out model.safetensors");
    }
  }

  /**
   * Writes a model file with a golden request. The file is written under a temporary name and
   * renamed, so a failure leaves the old file unchanged. The golden request takes a few forward
   * passes of one image on the CPU.
   *
   * @param summary facts about the training, by name
   */
  public static void write(
      Path file,
      Detector.Config config,
      LabelMap labels,
      Weights weights,
      Map<String, String> summary) {
    SafeTensorsWriter writer = writer(config, labels, summary);
    addGolden(writer, config, (path, parameter) -> weights.values(path));
    write(file, writer, weights);
  }

  /** Writes a model file without a golden request, which takes less time. */
  public static void writeWithoutGolden(
      Path file,
      Detector.Config config,
      LabelMap labels,
      Weights weights,
      Map<String, String> summary) {
    write(file, writer(config, labels, summary), weights);
  }

  private static void write(Path file, SafeTensorsWriter writer, Weights weights) {
    try (TensorScope scope = TensorScope.inference()) {
      // the tensors that the weights return in this scope live until the file is written
      WeightsFormat.add(writer, weights.tensors());
      writer.write(file);
    }
  }

  /**
   * Writes a model file with a golden request. The values of each parameter are read when they are
   * written.
   */
  public static void write(
      Path file,
      Detector.Config config,
      LabelMap labels,
      Weights.Source values,
      Map<String, String> summary) {
    SafeTensorsWriter writer = writer(config, labels, summary);
    addGolden(writer, config, values);
    config
        .create()
        .network()
        .namedParameters()
        .forEach(
            (path, parameter) ->
                writer.add(
                    path,
                    DType.F32,
                    parameter.shape(),
                    channel -> TensorContent.of(values.values(path, parameter)).writeTo(channel)));
    writer.write(file);
  }

  private static SafeTensorsWriter writer(
      Detector.Config config, LabelMap labels, Map<String, String> summary) {
    LabelCount.require(config, labels);
    SafeTensorsWriter writer =
        new SafeTensorsWriter()
            .metadata("format", "pt")
            .metadata(FORMAT_KEY, FORMAT)
            .metadata(CONFIG_KEY, ConfigReader.toAsciiJson(config))
            .metadata(LABELS_KEY, ConfigReader.toAsciiJson(labels));
    summary.forEach((key, value) -> writer.metadata(SUMMARY_PREFIX + key, value));
    return writer;
  }

  /**
   * Adds the golden request. If it cannot be made, for example for lack of memory, a warning is
   * logged and the model is written without it.
   */
  private static void addGolden(
      SafeTensorsWriter writer, Detector.Config config, Weights.Source values) {
    try {
      GoldenRequest.of(config, values)
          .ifPresent(golden -> writer.metadata(GOLDEN_KEY, ConfigReader.toAsciiJson(golden)));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the model is written without a golden request, which doctor replays",
          e);
    }
  }

  public Detector.Config config() {
    return config;
  }

  public LabelMap labels() {
    return labels;
  }

  /**
   * Returns an image and the detections for it when this file was written. Empty in the {@code
   * last.safetensors} of a training, in files of older versions, and if the network's outputs were
   * not finite.
   */
  public Optional<GoldenRequest> golden() {
    return Optional.ofNullable(tensors.metadata().get(GOLDEN_KEY))
        .map(json -> ConfigReader.readJson(GoldenRequest.class, json, file + " (golden request)"));
  }

  /** Returns the facts about the training that {@link #write} was given, by name. */
  public Map<String, String> summary() {
    Map<String, String> summary = new TreeMap<>();
    tensors
        .metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(SUMMARY_PREFIX)) {
                summary.put(key.substring(SUMMARY_PREFIX.length()), value);
              }
            });
    return summary;
  }

  /**
   * Returns a copy of the weights for {@code network}.
   *
   * @throws UserError if names or shapes differ; the message lists all differences
   */
  public Weights weights(Module network, Engine engine) {
    return Weights.of(network, engine, source(network));
  }

  /**
   * Returns a source of the values for {@code network}, which reads them while this file is open.
   */
  public Weights.Source source(Module network) {
    requireFit(network.namedParameters());
    return (path, parameter) -> tensors.floats(path);
  }

  private void requireFit(Map<String, Parameter> parameters) {
    List<String> problems = new ArrayList<>();
    parameters.forEach(
        (path, parameter) -> {
          if (!tensors.tensors().containsKey(path)) {
            problems.add("missing: " + path);
          } else {
            List<Long> found = tensors.tensor(path).shape();
            List<Long> expected = Arrays.stream(parameter.shape()).boxed().toList();
            if (!found.equals(expected)) {
              problems.add("wrong shape: " + path + " is " + found + ", not " + expected);
            }
          }
        });
    for (String name : tensors.tensors().keySet()) {
      if (!parameters.containsKey(name)) {
        problems.add("unexpected: " + name);
      }
    }
    if (!problems.isEmpty()) {
      int shown = Math.min(problems.size(), 20);
      throw new UserError(
          file
              + ": the weights do not fit the model ("
              + problems.size()
              + " differences):\n  "
              + String.join("\n  ", problems.subList(0, shown))
              + (shown < problems.size() ? "\n  and " + (problems.size() - shown) + " more" : ""));
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
