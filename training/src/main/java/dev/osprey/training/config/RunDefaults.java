package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The defaults of all settings, from {@code defaults.yaml} in this package, which also explains
 * each of them. A group with a {@code type} has defaults for each type.
 */
public final class RunDefaults {
  private static final String RESOURCE = "defaults.yaml";

  static final List<String> SPLITS = List.of("train", "validation");

  static final String JOINED = "joined";

  /** Keys next to {@code joined} that apply to each of its entries. */
  private static final List<String> SHARED =
      List.of("format", "split", "classes", "onInvalid", "vocCorners");

  private RunDefaults() {}

  /** The text of {@code defaults.yaml}. */
  public static String text() {
    try (InputStream in = RunDefaults.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the defaults of missing keys to {@code user} and resolves presets. */
  public static ObjectNode complete(ObjectNode user) {
    ObjectNode file = ConfigReader.readJson(ObjectNode.class, text(), RESOURCE);
    ObjectNode defaults = (ObjectNode) file.path("run");
    choose(defaults, "optimizer", user.path("optimizer"), file.at("/types/optimizer"));
    choose(
        (ObjectNode) defaults.path("schedule"),
        "decay",
        user.path("schedule").path("decay"),
        file.at("/types/decay"));
    ObjectNode complete =
        ConfigTree.merge(defaults, RenamedKeys.rename(user.deepCopy(), "the configuration"));
    if (complete.get("model") instanceof ObjectNode model) {
      complete.set("model", Presets.resolve(model));
    }
    for (String split : SPLITS) {
      JsonNode source = complete.at("/data/" + split);
      if (source.isArray()) {
        throw new UserError(
            "data."
                + split
                + " is a list; to join several data sets, use data."
                + split
                + ".joined: [{folder: …}, {folder: …}]");
      }
      if (source instanceof ObjectNode given) {
        ObjectNode defaultSource = (ObjectNode) file.at("/types/source");
        ((ObjectNode) complete.path("data")).set(split, completeSource(given, defaultSource));
      }
    }
    return complete;
  }

  /** Copies the {@link #SHARED} keys next to {@code joined} to each of its entries. */
  private static ObjectNode completeSource(ObjectNode source, ObjectNode defaults) {
    ObjectNode complete = ConfigTree.merge(defaults, source);
    if (complete.get(JOINED) instanceof ArrayNode entries) {
      ObjectNode shared = ConfigTree.merge(defaults, complete.deepCopy().retain(SHARED));
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i) instanceof ObjectNode entry) {
          entries.set(i, completeSource(entry, shared));
        }
      }
    }
    return complete;
  }

  /** Adds the defaults of the user's type to {@code group}. */
  private static void choose(ObjectNode group, String key, JsonNode user, JsonNode types) {
    JsonNode type = types.get(user.path("type").asText());
    if (type instanceof ObjectNode ofType) {
      group.set(key, ofType.deepCopy().put("type", user.path("type").asText()));
    }
  }
}
