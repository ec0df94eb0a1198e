package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.UserError;
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
}
