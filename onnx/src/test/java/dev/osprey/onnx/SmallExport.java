package dev.osprey.onnx;

import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.check.ExportCheck;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import java.nio.file.Path;
import java.util.List;

/** Exports of small detectors. */
public final class SmallExport {
  private SmallExport() {}

  public static DetectorExport of(SmallDetector small) {
    return new DetectorExport(small.detector(), small.labels(), small.weights(), null);
  }

  public static OnnxExporter exporter(SmallDetector small) {
    return new OnnxExporter(small.detector(), small.labels(), small.weights());
  }

  /** Exports a detector and compares the file with libtorch. */
  static Agreement compare(
      SmallDetector small, Path file, ExportForm form, List<ExportCheck.Run> runs) {
    of(small).write(file, form);
    return new ExportCheck(of(small), form, runs).compareAlone(file);
  }
}
