package dev.osprey.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.check.GoldenExport;
import dev.osprey.onnx.detector.DetectorGraph;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.file.OnnxMetadata;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes detectors as ONNX files of standard operators (opset 16): norms folded, weights in
 * float32, the label map, the configuration, the preprocessing and a golden request with its answer
 * in the metadata. The same detector gives the same bytes.
 */
public final class OnnxExporter {
  private final Detector detector;
  private final LabelMap labels;
  private final Weights weights;
  private final @Nullable TrainedSizes trainedSizes;

  /**
   * @param weights of the detector's network; they stay the caller's
   */
  public OnnxExporter(Detector detector, LabelMap labels, Weights weights) {
    this(detector, labels, weights, null);
  }

  /**
   * @param weights of the detector's network; they stay the caller's
   * @param trainedSizes what objects they were trained on, which the file then tells
   */
  public OnnxExporter(
      Detector detector, LabelMap labels, Weights weights, @Nullable TrainedSizes trainedSizes) {
    this.trainedSizes = trainedSizes;
    this.detector = detector;
    this.labels = labels;
    this.weights = weights;
  }

  /**
   * Writes a file, but not before it has run on ONNX Runtime and on libtorch with the same results.
   *
   * @return how far they lie apart
   * @throws UserError where the file exists, or cannot be written
   * @throws IllegalStateException where they lie further apart than {@link Agreement} allows: no
   *     file is left then
   */
  public Agreement export(Path file, ExportForm form) {
    OnnxFile.requireAbsent(file);
    ExportCheck check = new ExportCheck(detector, labels, weights, form);
    Agreement[] found = new Agreement[1];
    OnnxFile.write(
        file,
        model(form, golden(form)),
        written -> {
          Agreement agreement = check.run(written);
          agreement.require();
          found[0] = agreement;
        });
    return found[0];
  }

  /** Writes a file without running it, and without a golden request. */
  public void writeUnchecked(Path file, ExportForm form) {
    OnnxFile.write(file, model(form, Optional.empty()), written -> {});
  }

  private Optional<GoldenRequest> golden(ExportForm form) {
    try (InferenceWeights folded = folded()) {
      return new GoldenExport(form, detector.config()).ask(detector, folded);
    }
  }

  private ModelProto model(ExportForm form, Optional<GoldenRequest> golden) {
    try (InferenceWeights folded = folded()) {
      OnnxMetadata metadata =
          new OnnxMetadata(form, detector.config(), labels, trainedSizes, golden.orElse(null));
      return DetectorGraph.of(detector, folded, form).graph().model(metadata.properties());
    }
  }

  private InferenceWeights folded() {
    return InferenceWeights.of(detector.network(), weights, Engine.cpu());
  }
}
