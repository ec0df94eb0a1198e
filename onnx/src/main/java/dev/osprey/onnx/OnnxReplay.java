package dev.osprey.onnx;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.GoldenReplay;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.onnx.runtime.OnnxSession;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.util.List;
import java.util.Map;

/** Replays the golden request of a model file on ONNX Runtime. */
public final class OnnxReplay {
  private OnnxReplay() {}

  /**
   * Runs the model on the request's image: detections, and the raw outputs of one stage. The raw
   * rows of a second stage are left out, because proposals are ordered by score and ties have no
   * fixed order.
   *
   * @param config of the model file
   */
  public static GoldenAnswer of(
      GoldenRequest request, Detector.Config config, LabelMap labels, Weights.Source values) {
    Detector detector = config.withScoreThreshold(request.scoreThreshold()).create();
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values)) {
      DetectorExport export = new DetectorExport(detector, labels, weights, null);
      List<RgbImage> images = List.of(request.image().draw());
      Detections found =
          export.writeTemporary(
              ExportForm.whole(),
              file -> {
                try (OnnxDetector exported = OnnxDetector.open(file, 0)) {
                  return exported.detect(images).get(0);
                }
              });
      Map<String, float[]> raw =
          detector.byKind(oneStage -> raw(export, images), twoStages -> Map.of());
      return GoldenAnswer.of(found, raw);
    }
  }

  private static Map<String, float[]> raw(DetectorExport export, List<RgbImage> images) {
    return export.writeTemporary(
        new ExportForm(null, ExportForm.Outputs.RAW),
        file -> {
          try (OnnxSession session = OnnxSession.open(file, 0)) {
            return GoldenReplay.values(session.run(images));
          }
        });
  }
}
