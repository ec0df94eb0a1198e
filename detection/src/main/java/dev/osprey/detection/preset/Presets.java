package dev.osprey.detection.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The catalogue of presets. Each is one YAML file among the resources of this package; to add one,
 * write its file and its name here.
 */
public final class Presets {
  private static final Set<String> NAMES =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  "retinanet-r18-torchvision",
                  "retinanet-r18-yhenon",
                  "retinanet-r18-mmdet",
                  "retinanet-r34-torchvision",
                  "retinanet-r34-yhenon",
                  "retinanet-r34-mmdet",
                  "retinanet-r50-torchvision",
                  "retinanet-r50-yhenon",
                  "retinanet-r50-mmdet",
                  "retinanet-r101-torchvision",
                  "retinanet-r101-yhenon",
                  "retinanet-r101-mmdet",
                  "retinanet-r152-torchvision",
                  "retinanet-r152-yhenon",
                  "retinanet-r152-mmdet",
                  "retinanet-r50-v2",
                  "retinanet-r50-caffe-mmdet",
                  "retinanet-r101-caffe-mmdet",
                  "retinanet-x50-32x4d-mmdet",
                  "retinanet-x101-32x4d-mmdet",
                  "retinanet-x101-64x4d-mmdet",
                  "fasterrcnn-r18",
                  "fasterrcnn-r50",
                  "fasterrcnn-r50-v2",
                  "fasterrcnn-mobilenet-v2",
                  "fasterrcnn-vgg16",
                  "retinaface-mobilenet025",
                  "retinaface-mobilenet025-small-faces",
                  "retinaface-r50")));

  /** Presets that have been read. They are immutable, and so are their files. */
  private static final Map<String, Preset> READ = new ConcurrentHashMap<>();

  private Presets() {}

  public static Set<String> names() {
    return NAMES;
  }

  /**
   * Returns the preset of that name.
   *
   * @throws UserError if there is none; the message suggests the nearest name
   */
  public static Preset preset(String name) {
    if (!NAMES.contains(name)) {
      throw new UserError(
          "preset \""
              + name
              + "\" is unknown; "
              + NearestName.hint(name, names())
              + "known: "
              + String.join(", ", names()));
    }
    return READ.computeIfAbsent(name, Preset::read);
  }

  /** Returns the settings of the preset of that name; see {@link #preset}. */
  public static Detector.Config config(String name) {
    return preset(name).config();
  }

  /**
   * Resolves the group {@code model} of a run configuration: the settings of its {@code preset}
   * with its other keys on top. Without a {@code preset} it is returned as it is.
   */
  public static ObjectNode resolve(ObjectNode model) {
    JsonNode preset = model.get("preset");
    if (preset == null) {
      return model;
    }
    ObjectNode changes = model.deepCopy();
    changes.remove("preset");
    return ConfigTree.merge(ConfigReader.tree(config(preset.asText())), changes);
  }
}
