package dev.osprey.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.training.config.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model as the command line names it, with settings on top. */
final class ModelSettings {
  private ModelSettings() {}

  /**
   * @param name a preset's name or the path of a configuration or model file
   * @param settings {@code key.path=value}, counted from the file's root ({@code model.…})
   */
  static Detector.Config detector(String name, @Nullable List<String> settings) {
    return base(name).with(settings == null ? List.of() : settings).config().model();
  }

  private static RunSettings base(String name) {
    if (Files.exists(Path.of(name)) || name.matches(".*\\.(ya?ml|json|safetensors)")) {
      return RunSettings.of(Path.of(name));
    }
    Presets.config(name); // says which presets there are, if this is none
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.putObject("model").put("preset", name);
    return new RunSettings(tree, name);
  }
}
