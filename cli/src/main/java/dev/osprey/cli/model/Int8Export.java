package dev.osprey.cli.model;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.core.LabelMap;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.QuantizationRecord;
import java.nio.file.Path;

/** Writes an int8 file for {@code export --int8} and prints what it changes. */
final class Int8Export {
  private Int8Export() {}

  static void write(
      OnnxExporter exporter, Path calibrate, LabelMap labels, Path out, ExportForm form) {
    CalibrationData data = CalibrationData.read(calibrate, labels);
    QuantizationRecord record =
        exporter.exportInt8(
            out,
            form,
            data.calibration(),
            new Int8Comparison(data.check(), data.labelling()),
            System.err::println);
    System.out.println("exported: " + out + " (" + form + ")");
    System.out.print(QuantizationText.of(record));
    if (record.check().differsMuch()) {
      WarningLine.print(
          "int8 changes the results of this model much. Calibrate with more images, of the kind that"
              + " the network will get, or use the float32 file");
    }
    if (data.labelling() == CalibrationData.Labelling.ABSENT) {
      System.out.println(
          "The images have no labels, so only the agreement of detections was measured. Give a"
              + " labelled data set to see mAP.");
    }
  }
}
