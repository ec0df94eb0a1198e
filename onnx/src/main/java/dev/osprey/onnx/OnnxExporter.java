package dev.osprey.onnx;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.ImageSource;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.check.ExportedGoldenRequest;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.quantization.Int8Exporter;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes detectors as ONNX files of standard operators (opset 16): norms folded, weights in
 * float32, the label map, the configuration, the preprocessing and a golden request with its answer
 * in the metadata. The same detector gives the same bytes.
 */
public final class OnnxExporter {
  private final DetectorExport export;

  /**
   * Creates an exporter of a detector whose trained sizes are unknown.
   *
   * @param weights of the detector's network; they stay the caller's
   */
  public OnnxExporter(Detector detector, LabelMap labels, Weights weights) {
    this(detector, labels, weights, null);
  }

  /**
   * Creates an exporter.
   *
   * @param weights of the detector's network; they stay the caller's
   * @param trainedSizes the object sizes that they were trained on, which the file stores; null:
   *     unknown
   */
  public OnnxExporter(
      Detector detector, LabelMap labels, Weights weights, @Nullable TrainedSizes trainedSizes) {
    this.export = new DetectorExport(detector, labels, weights, trainedSizes);
  }

  /**
   * Writes a file after it has run on ONNX Runtime with the results of libtorch.
   *
   * @return how far the results of both engines differ
   * @throws UserError if the file exists or cannot be written
   * @throws IllegalStateException if they differ by more than {@link Agreement} allows; no file is
   *     left then
   */
  public Agreement export(Path file, ExportForm form) {
    OnnxFile.requireAbsent(file);
    ExportCheck check = new ExportCheck(export, form);
    Agreement[] found = new Agreement[1];
    export.write(
        file,
        form,
        golden(form),
        written -> {
          Agreement agreement = check.run(written);
          agreement.require();
          found[0] = agreement;
        });
    return found[0];
  }

  /**
   * Writes a file whose network computes in int8, after the float32 file has run with the results
   * of libtorch.
   *
   * @param calibration images that the ranges of the network's numbers come from, at least one
   * @param check compares the int8 detector with the float32 one, on other images
   * @param progress receives a line at the start of each step
   * @return how it was quantised, as the file's metadata say
   * @throws UserError if the file exists or cannot be written, an image cannot be read, or the
   *     network's values are not finite
   * @throws IllegalStateException if the float32 file does not agree with libtorch
   */
  public QuantizationRecord exportInt8(
      Path file,
      ExportForm form,
      List<ImageSource> calibration,
      Int8Exporter.Check check,
      Consumer<String> progress) {
    OnnxFile.requireAbsent(file);
    ExportForm whole = ExportForm.whole();
    progress.accept("comparing float32 with libtorch");
    Agreement agreement = export.writeTemporary(whole, new ExportCheck(export, whole)::run);
    agreement.require();
    return new Int8Exporter(export, progress)
        .export(file, form, calibration, int8Golden(form), check);
  }

  /** Returns no request for raw rows of a second stage, whose proposals int8 shifts. */
  private @Nullable GoldenRequest int8Golden(ExportForm form) {
    boolean rawRegions =
        form.outputs() == ExportForm.Outputs.RAW
            && export.detector().byKind(oneStage -> false, twoStages -> true);
    return rawRegions ? null : golden(form);
  }

  /**
   * Opens the detector in ONNX Runtime on the CPU without leaving a file: it is exported to the
   * system's temporary folder, opened and deleted. It is not compared with libtorch. The caller
   * closes it.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError if the temporary folder cannot be used
   */
  public OnnxDetector open(int threads) {
    return export.writeTemporary(ExportForm.whole(), file -> OnnxDetector.open(file, threads));
  }

  private @Nullable GoldenRequest golden(ExportForm form) {
    try (InferenceWeights folded = export.inferenceWeights()) {
      Detector detector = export.detector();
      return new ExportedGoldenRequest(form, detector.config()).make(detector, folded).orElse(null);
    }
  }
}
