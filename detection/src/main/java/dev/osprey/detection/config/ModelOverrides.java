package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import java.util.List;

/**
 * Applies settings from the command line to a detector, with the key paths of a run configuration.
 */
public final class ModelOverrides {
  private static final String MODEL = "model";

  /** The root of the key paths. */
  record Root(Detector.Config model) {}

  private ModelOverrides() {}

  /**
   * Returns the configuration with these settings.
   *
   * @param settings {@code model.key.path=value}; later ones override earlier ones
   * @param source origin of the settings in messages
   * @throws UserError if one is not a setting of this detector
   */
  public static Detector.Config apply(
      Detector.Config config, List<String> settings, String source) {
    if (settings.isEmpty()) {
      return config;
    }
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.set(MODEL, ConfigReader.tree(config));
    for (String setting : settings) {
      if (!setting.startsWith(MODEL + ".")) {
        throw new UserError("--set " + setting + ": settings of a model begin with model.");
      }
      ConfigTree.assign(tree, setting);
    }
    return ConfigReader.read(Root.class, tree, source).model();
  }

  /**
   * Whether the settings include a key, alone or within a group of keys.
   *
   * @param settings as {@link #apply} takes them
   * @param path {@code model.key.path}
   */
  public static boolean give(List<String> settings, String path) {
    return settings.stream().anyMatch(setting -> gives(setting, path));
  }

  private static boolean gives(String setting, String path) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ConfigTree.assign(tree, setting);
    return !tree.at("/" + path.replace('.', '/')).isMissingNode();
  }
}
