package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.weights.peers.WeightsLocation;
import dev.osprey.weights.published.NetworkAccess;
import dev.osprey.weights.published.download.FetchListener;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a run starts from. Configuration files name them inside the model, as {@code
 * model.weights} and {@code model.backbone.weights}. They belong to the run, not to the detector,
 * and model files do not contain them.
 *
 * @param weights a file, or the name of published weights, of a whole detector
 * @param backboneWeights likewise, of a backbone alone
 */
public record PretrainedConfig(@Nullable String weights, @Nullable String backboneWeights) {
  /** The key of this record next to {@code model}; files do not use it. */
  static final String KEY = "pretrained";

  private static final String WEIGHTS = "weights";
  private static final String BACKBONE = "backbone";
  private static final String BACKBONE_WEIGHTS = "backboneWeights";

  public PretrainedConfig {
    if (weights != null && backboneWeights != null) {
      throw new UserError(
          "model.weights and model.backbone.weights are both given; a detector's weights"
              + " include its backbone: keep one");
    }
  }

  /** No pretrained weights: every parameter starts from its initialiser. */
  public static PretrainedConfig none() {
    return new PretrainedConfig(null, null);
  }

  /**
   * Moves the weights of a complete tree from inside {@code model} to the key of this record, in
   * place.
   */
  static void separate(ObjectNode run) {
    JsonNode given = run.path(KEY);
    if (given.isValueNode() || given.isArray() || !isEmpty(given)) {
      throw new UserError(
          "unknown key pretrained; the weights to start from are model.weights or"
              + " model.backbone.weights");
    }
    ObjectNode pretrained = run.objectNode();
    if (run.get("model") instanceof ObjectNode model) {
      pretrained.set(WEIGHTS, text(model.remove(WEIGHTS), "model.weights"));
      if (model.get(BACKBONE) instanceof ObjectNode backbone) {
        pretrained.set(BACKBONE_WEIGHTS, text(backbone.remove(WEIGHTS), "model.backbone.weights"));
      }
    }
    run.set(KEY, pretrained);
  }

  /** Whether no value is set. */
  private static boolean isEmpty(JsonNode given) {
    return given.properties().stream().allMatch(entry -> entry.getValue().isNull());
  }

  private static @Nullable JsonNode text(@Nullable JsonNode value, String key) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new UserError(
          key + " is " + value + "; it should be a file or the name of published weights");
    }
    return value;
  }

  /**
   * The file of the weights; missing published weights are downloaded. Empty if no weights are
   * configured.
   */
  public Optional<Path> file(NetworkAccess access, FetchListener fetching) {
    return Optional.ofNullable(weights == null ? backboneWeights : weights)
        .map(name -> WeightsLocation.file(name, access, fetching));
  }

  /** Moves the weights from the key of this record into {@code model}, in place. */
  static void join(ObjectNode run) {
    JsonNode pretrained = run.remove(KEY);
    if (run.get("model") instanceof ObjectNode model && pretrained != null) {
      put(model, pretrained.path(WEIGHTS));
      if (model.get(BACKBONE) instanceof ObjectNode backbone) {
        put(backbone, pretrained.path(BACKBONE_WEIGHTS));
      }
    }
  }

  private static void put(ObjectNode group, JsonNode value) {
    if (value.isTextual()) {
      group.set(WEIGHTS, value);
    }
  }
}
