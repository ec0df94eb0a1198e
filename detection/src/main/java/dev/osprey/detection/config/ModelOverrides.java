package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import java.util.List;

/** Settings of a detector that a command line replaces, named as in a run's configuration. */
public final class ModelOverrides {
  private static final String MODEL = "model";

  /** The root that settings are counted from. */
  record Root(Detector.Config model) {}

  private ModelOverrides() {}

  /**
   * The configuration with these settings.
   *
   * @param settings {@code model.key.path=value}, the later over the earlier
   * @param source named in messages
   * @throws UserError for one that is no setting of this detector
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
   * Whether settings give a key, alone or in a group of keys.
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
