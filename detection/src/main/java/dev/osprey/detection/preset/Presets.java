package dev.osprey.detection.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.networks.backbone.ResNet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The catalogue of published recipes. */
public final class Presets {
  private static final Map<String, Supplier<Detector.Config>> PRESETS = new LinkedHashMap<>();

  static {
    for (int depth : new int[] {18, 34, 50, 101, 152}) {
      String name = "retinanet-r" + depth;
      PRESETS.put(name + "-torchvision", () -> TorchvisionRetinaNet.v1(depth));
      PRESETS.put(name + "-yhenon", () -> YhenonRetinaNet.of(depth));
      PRESETS.put(name + "-mmdet", () -> MmdetectionRetinaNet.of(ResNet.Config.of(depth)));
    }
    PRESETS.put("retinanet-r50-v2", () -> TorchvisionRetinaNet.v2(50));
    for (int depth : new int[] {50, 101}) {
      PRESETS.put(
          "retinanet-r" + depth + "-caffe-mmdet", () -> MmdetectionRetinaNet.ofCaffe(depth));
    }
    putResNext("retinanet-x50-32x4d-mmdet", 50, 32, 4);
    putResNext("retinanet-x101-32x4d-mmdet", 101, 32, 4);
    putResNext("retinanet-x101-64x4d-mmdet", 101, 64, 4);
  }

  static {
    PRESETS.put("fasterrcnn-r18", () -> TorchvisionFasterRcnn.v1(18));
    PRESETS.put("fasterrcnn-r50", () -> TorchvisionFasterRcnn.v1(50));
    PRESETS.put("fasterrcnn-r50-v2", () -> TorchvisionFasterRcnn.v2(50));
    PRESETS.put("fasterrcnn-mobilenet-v2", TorchvisionFasterRcnn::mobileNetV2);
    PRESETS.put("fasterrcnn-vgg16", TorchvisionFasterRcnn::vgg16);
  }

  static {
    PRESETS.put("retinaface-mobilenet025", PytorchRetinaFace::mobileNet);
    PRESETS.put("retinaface-mobilenet025-small-faces", PytorchRetinaFace::mobileNetForSmallFaces);
    PRESETS.put("retinaface-r50", PytorchRetinaFace::resNet50);
  }

  private Presets() {}

  private static void putResNext(String name, int depth, int groups, int widthPerGroup) {
    PRESETS.put(
        name, () -> MmdetectionRetinaNet.of(ResNet.Config.resNext(depth, groups, widthPerGroup)));
  }

  public static Set<String> names() {
    return Collections.unmodifiableSet(PRESETS.keySet());
  }

  /** The recipe of that name. */
  public static Detector.Config config(String name) {
    Supplier<Detector.Config> preset = PRESETS.get(name);
    if (preset == null) {
      throw new UserError(
          "preset \""
              + name
              + "\" is unknown; "
              + NearestName.hint(name, names())
              + "known: "
              + String.join(", ", names()));
    }
    return preset.get();
  }

  /**
   * The complete tree of a model that a configuration names by its {@code preset} and changes key
   * by key; without one it has to be complete itself.
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
