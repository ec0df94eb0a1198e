package dev.osprey.onnx.runtime;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.onnx.TemporaryExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime as it is at hand here, on the CPU. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /** Its version. */
  public static String version() {
    return OnnxSession.version();
  }

  /**
   * What it gives for the golden image of a model file: detections, and of one stage the raw
   * outputs. The rows of a second stage are proposals by score, which have no fixed order.
   *
   * @param config of the model file
   */
  public static GoldenAnswer replay(
      GoldenRequest request, Detector.Config config, LabelMap labels, Weights.Source values) {
    Detector detector = config.withScoreThreshold(request.scoreThreshold()).create();
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values)) {
      TemporaryExport export = new TemporaryExport(detector, labels, weights);
      RgbImage image = request.image().draw();
      Detections found;
      try (OnnxDetector exported = export.open(0)) {
        found = exported.detect(image);
      }
      Map<String, float[]> raw =
          detector instanceof FasterRcnn ? Map.of() : raw(export, List.of(image));
      return GoldenAnswer.of(found, raw);
    }
  }

  private static Map<String, float[]> raw(TemporaryExport export, List<RgbImage> images) {
    ExportForm form = new ExportForm(null, ExportForm.Outputs.RAW);
    return export.use(
        form,
        file -> {
          try (OnnxSession session = OnnxSession.open(file, 0)) {
            Map<String, float[]> raw = new LinkedHashMap<>();
            session
                .run(OnnxDetector.pixels(images), OnnxDetector.shape(images))
                .forEach((name, output) -> raw.put(name, output.floats()));
            return raw;
          }
        });
  }
}
