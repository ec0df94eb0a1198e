package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model as the command line names it: a preset or a configuration file, with settings on top. */
final class ModelSettings {
  private ModelSettings() {}

  /**
   * @param name a preset's name or the path of a configuration file
   * @param settings {@code key.path=value}, counted from the file's root ({@code model.…})
   */
  static Detector.Config detector(String name, @Nullable List<String> settings) {
    ObjectNode tree = tree(name);
    for (String setting : settings == null ? List.<String>of() : settings) {
      ConfigTree.assign(tree, setting);
    }
    if (!(tree.get("model") instanceof ObjectNode model)) {
      throw new UserError(
          name + ": there is no group \"model\" in it; give model.preset or a model");
    }
    return ConfigReader.read(Detector.Config.class, Presets.resolve(model), name);
  }

  private static ObjectNode tree(String name) {
    if (Files.exists(Path.of(name))) {
      return ConfigReader.parse(Path.of(name));
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      throw new UserError(name + ": there is no such file");
    }
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putObject("model").put("preset", name);
    Presets.config(name); // says which presets there are, if this is none
    return tree;
  }
}
