package dev.osprey.evaluation.coco;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.core.Annotation;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A data set, detections and the expected numbers of the reference, read from resources. */
record ReferenceCase(EvaluationInput input, JsonNode spec) {

  static ReferenceCase read(String name) throws IOException {
    JsonNode annotations = json(name, "gt.json");
    List<Long> imageIds = new ArrayList<>();
    annotations.get("images").forEach(image -> imageIds.add(image.get("id").asLong()));
    List<Integer> categoryIds = new ArrayList<>();
    annotations.get("categories").forEach(category -> categoryIds.add(category.get("id").asInt()));
    List<GroundTruthBox> groundTruths = new ArrayList<>();
    annotations.get("annotations").forEach(node -> groundTruths.add(groundTruth(node)));
    List<ScoredBox> detections = new ArrayList<>();
    json(name, "dets.json").forEach(node -> detections.add(detection(node)));
    return new ReferenceCase(
        new EvaluationInput(imageIds, categoryIds, groundTruths, detections),
        json(name, "spec.json"));
  }

  private static GroundTruthBox groundTruth(JsonNode node) {
    Set<Annotation.Trait> traits = EnumSet.noneOf(Annotation.Trait.class);
    if (node.get("iscrowd").asInt() == 1) {
      traits.add(Annotation.Trait.CROWD);
    }
    JsonNode box = node.get("bbox");
    return new GroundTruthBox(
        node.get("image_id").asLong(),
        node.get("category_id").asInt(),
        box.get(0).asDouble(),
        box.get(1).asDouble(),
        box.get(2).asDouble(),
        box.get(3).asDouble(),
        node.get("area").asDouble(),
        traits);
  }

  private static ScoredBox detection(JsonNode node) {
    JsonNode box = node.get("bbox");
    return new ScoredBox(
        node.get("image_id").asLong(),
        node.get("category_id").asInt(),
        box.get(0).asDouble(),
        box.get(1).asDouble(),
        box.get(2).asDouble(),
        box.get(3).asDouble(),
        node.get("score").asDouble());
  }

  private static JsonNode json(String name, String file) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(
            ReferenceCase.class.getResourceAsStream("/" + name + "/" + file), name)) {
      return new ObjectMapper().readTree(stream);
    }
  }
}
