package dev.osprey.onnx;

import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.onestage.OneStageDetector;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import java.util.List;
import java.util.Map;

/** Replays the golden request of a model file on ONNX Runtime. */
public final class OnnxReplay {
  private OnnxReplay() {}

  /**
   * Runs the model on the request's picture: detections, and the raw outputs of one stage. The raw
   * rows of a second stage are left out: they are proposals by score, which have no fixed order.
   *
   * @param config of the model file
   */
  public static GoldenAnswer of(
      GoldenRequest request, Detector.Config config, LabelMap labels, Weights.Source values) {
    Detector detector = config.withScoreThreshold(request.scoreThreshold()).create();
    try (Weights weights = Weights.of(detector.network(), Engine.cpu(), values)) {
      DetectorExport export = new DetectorExport(detector, labels, weights, null);
      List<RgbPicture> pictures = List.of(request.picture().draw());
      Detections found =
          export.writeTemporary(
              ExportForm.whole(),
              file -> {
                try (OnnxDetector exported = OnnxDetector.open(file, 0)) {
                  return exported.detect(pictures).get(0);
                }
              });
      Map<String, float[]> raw =
          detector instanceof OneStageDetector ? raw(export, pictures) : Map.of();
      return GoldenAnswer.of(found, raw);
    }
  }

  private static Map<String, float[]> raw(DetectorExport export, List<RgbPicture> pictures) {
    return export.writeTemporary(
        new ExportForm(null, ExportForm.Outputs.RAW),
        file -> {
          try (OnnxSession session = OnnxSession.open(file, 0)) {
            return GoldenReplay.values(session.run(pictures));
          }
        });
  }
}
