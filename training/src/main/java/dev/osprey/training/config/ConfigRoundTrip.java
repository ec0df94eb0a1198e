package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;

/**
 * Checks that a run's configuration can be read back from the model file that will hold it. A part
 * that no catalogue has can be trained by its code, and its model could never be opened.
 */
public final class ConfigRoundTrip {
  private static final String SOURCE = "the configuration as a model file holds it";

  private ConfigRoundTrip() {}

  /**
   * Writes the configuration and reads it again.
   *
   * @throws UserError where something else comes back, or nothing
   */
  public static void require(RunConfig config) {
    String written = ConfigReader.toAsciiJson(config.tree());
    RunConfig read;
    try {
      read = RunConfig.ofComplete(ConfigReader.readJson(ObjectNode.class, written, SOURCE), SOURCE);
    } catch (UserError e) {
      throw unreadable(config, e);
    }
    JsonNode again =
        ConfigReader.readJson(ObjectNode.class, ConfigReader.toAsciiJson(read.tree()), SOURCE);
    JsonNode first = ConfigReader.readJson(ObjectNode.class, written, SOURCE);
    if (!first.equals(again) || !read.model().getClass().equals(config.model().getClass())) {
      throw unreadable(
          config,
          new UserError(
              config.model().getClass().getSimpleName() + " comes back as another configuration"));
    }
  }

  private static UserError unreadable(RunConfig config, UserError cause) {
    return new UserError(
        "the model "
            + config.model().getClass().getSimpleName()
            + " could be trained, but not be opened again: "
            + cause.getMessage()
            + ". Use the parts that the catalogues have (Detectors, Backbones, Necks, Heads,"
            + " RegionHeads), or add yours to its catalogue",
        cause);
  }
}
