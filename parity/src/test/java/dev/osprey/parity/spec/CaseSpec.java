package dev.osprey.parity.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A case's {@code spec.json}: what was run in the peer, on which inputs, and the tolerances. */
public record CaseSpec(Path folder, JsonNode root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static CaseSpec read(Path folder) {
    Path file = folder.resolve("spec.json");
    try {
      return new CaseSpec(folder, JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new CaseError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  String name() {
    return String.valueOf(folder.getFileName());
  }

  public String family() {
    return text("family");
  }

  public String salt() {
    return text("salt");
  }

  public boolean has(String key) {
    return root.hasNonNull(key);
  }

  public JsonNode required(String key) {
    JsonNode value = root.get(key);
    if (value == null || value.isNull()) {
      throw new CaseError("spec.json has no \"" + key + "\"");
    }
    return value;
  }

  public String text(String key) {
    JsonNode value = required(key);
    if (!value.isTextual()) {
      throw new CaseError("spec.json: \"" + key + "\" is not a text");
    }
    return value.textValue();
  }

  /** Returns the constructor arguments of the peer. */
  public PeerArguments options() {
    return new PeerArguments(root.path("options"));
  }

  public WeightRules weightRules() {
    return WeightRules.of(salt(), required("weight_rules"));
  }

  public List<CaseInput> inputs() {
    List<CaseInput> inputs = new ArrayList<>();
    for (JsonNode input : required("inputs")) {
      inputs.add(new CaseInput(this, input));
    }
    return inputs;
  }

  /** Returns the first image outside the case that does not exist here. */
  public Optional<Path> missingImage() {
    for (JsonNode input : root.path("inputs")) {
      Optional<Path> missing = new CaseInput(this, input).missing();
      if (missing.isPresent()) {
        return missing;
      }
    }
    return Optional.empty();
  }

  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    required(key).forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  /** Returns whether detections are compared as sets because too many have nearly equal scores. */
  public boolean comparesAsSets() {
    return root.path("heavy").asBoolean() && has("note_ties");
  }
}
