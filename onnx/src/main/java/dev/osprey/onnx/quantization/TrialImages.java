package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import dev.osprey.onnx.runtime.OnnxDetector;
import java.util.ArrayList;
import java.util.List;

/**
 * Some calibration images with the detections of the float graph, with which graphs are compared.
 */
final class TrialImages {
  private final List<RgbImage> images;
  private final List<Detections> expected;

  /**
   * Runs the float graph.
   *
   * @param model that takes images and gives detections
   */
  TrialImages(ModelProto model, List<RgbImage> images) {
    this.images = List.copyOf(images);
    this.expected = detect(model);
  }

  /** Returns how far the detections of a quantised graph are from the float ones. */
  DetectionShifts shifts(ModelProto model) {
    DetectionShifts shifts = new DetectionShifts();
    List<Detections> found = detect(model);
    for (int i = 0; i < found.size(); i++) {
      shifts.add(expected.get(i), found.get(i));
    }
    return shifts;
  }

  private List<Detections> detect(ModelProto model) {
    try (OnnxDetector detector = TemporaryModel.open(model, file -> OnnxDetector.open(file, 0))) {
      List<Detections> found = new ArrayList<>();
      images.forEach(image -> found.add(detector.detect(image)));
      return found;
    }
  }
}
