package dev.osprey.training.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigFiles;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import dev.osprey.weights.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings that the user gives for a run: a configuration file with its bases, or the
 * configuration of a model file, and overrides. Later settings replace earlier ones key by key;
 * lists are replaced as a whole, and so are groups whose {@code type} changes.
 *
 * @param tree the settings without defaults
 * @param source name for error messages
 */
public record RunSettings(ObjectNode tree, String source) {
  private static final String COMMAND_LINE = "settings on the command line";

  /** Reads the settings of a YAML or JSON file, or of a model file ({@code .safetensors}). */
  public static RunSettings of(Path file) {
    if (file.toString().endsWith(".safetensors")) {
      return new RunSettings(ofModel(file), file.toString());
    }
    List<ConfigFiles.Layer> layers = ConfigFiles.read(file);
    RunSettings settings = new RunSettings(tree(layers.get(0)), layers.get(0).file().toString());
    for (ConfigFiles.Layer layer : layers.subList(1, layers.size())) {
      settings = settings.with(tree(layer), layer.file().toString());
    }
    return settings;
  }

  /**
   * The settings of a preset or of a configuration or model file.
   *
   * @param name the preset's name or the file's path
   * @throws UserError if there is neither such a file nor such a preset
   */
  public static RunSettings named(String name) {
    if (Files.exists(Path.of(name)) || name.matches(".*\\.(ya?ml|json|safetensors)")) {
      return of(Path.of(name));
    }
    var unused = Presets.config(name); // lists the presets if this is not one
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putObject("model").put("preset", name);
    return new RunSettings(tree, name);
  }

  private static ObjectNode tree(ConfigFiles.Layer layer) {
    return RenamedKeys.rename(layer.tree(), layer.file().toString());
  }

  private static ObjectNode ofModel(Path file) {
    try (ModelFile model = ModelFile.open(file)) {
      String run = model.summary().get(RunConfig.SUMMARY_KEY);
      if (run != null) {
        String source = file + " (run configuration)";
        return RenamedKeys.rename(ConfigReader.readJson(ObjectNode.class, run, source), source);
      }
      // Imported weights have no run: everything except the model comes from the defaults.
      ObjectNode config = ConfigReader.tree(model.config());
      return config.objectNode().set("model", config);
    }
  }

  /**
   * Adds overrides of the form {@code key.path=value}; their order matters only for equal keys.
   *
   * @throws UserError if a key does not exist
   */
  public RunSettings with(List<String> assignments) {
    RunSettings settings = this;
    ObjectNode overrides = tree.objectNode();
    for (String assignment : assignments) {
      ConfigTree.assign(overrides, RenamedKeys.rename(assignment), settings.complete());
      settings = with(overrides, COMMAND_LINE);
    }
    return settings;
  }

  /** An error that was there before keeps its own source. */
  private RunSettings with(ObjectNode overrides, String newSource) {
    ObjectNode merged = ConfigTree.merge(tree, overrides, complete());
    return new RunSettings(merged, isValid() ? newSource : source);
  }

  private boolean isValid() {
    try {
      var unused = config();
      return true;
    } catch (UserError e) {
      return false;
    }
  }

  private ObjectNode complete() {
    try {
      return RunDefaults.complete(tree);
    } catch (UserError e) {
      throw new UserError(source + ": " + e.getMessage(), e);
    }
  }

  /** The configuration, with defaults for missing keys. */
  public RunConfig config() {
    return RunConfig.ofComplete(complete(), source);
  }
}
