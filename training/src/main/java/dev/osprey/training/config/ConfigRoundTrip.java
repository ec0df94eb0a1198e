package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;

/**
 * Checks that the configuration of a run can be read back from its model file. A component that is
 * in no catalogue could be trained from Java, but its model could never be opened again.
 */
public final class ConfigRoundTrip {
  private static final String SOURCE = "the configuration in a model file";

  private ConfigRoundTrip() {}

  /**
   * Writes the configuration and reads it back.
   *
   * @throws UserError if the result differs or cannot be read
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
              config.model().getClass().getSimpleName()
                  + " is read back as a different configuration"));
    }
  }

  private static UserError unreadable(RunConfig config, UserError cause) {
    return new UserError(
        "the model "
            + config.model().getClass().getSimpleName()
            + " could be trained, but not be opened again: "
            + cause.getMessage()
            + ". Use the parts of the catalogues (Detectors, Backbones, Necks, Heads,"
            + " RegionHeads), or add yours to its catalogue",
        cause);
  }
}
