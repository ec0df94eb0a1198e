package dev.osprey.cli.model;

import dev.osprey.core.Detections;
import dev.osprey.data.Dataset;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.quantization.DetectionShifts;
import dev.osprey.onnx.quantization.Int8Exporter;
import dev.osprey.training.evaluation.DatasetDetections;
import java.util.Objects;

/** Compares an int8 detector with the float32 one on a data set. */
record Int8Comparison(Dataset data, CalibrationData.Labelling labelling)
    implements Int8Exporter.Check {

  @Override
  public QuantizationRecord.Check compare(LoadedDetector float32, LoadedDetector int8) {
    DatasetDetections expected = DatasetDetections.find(float32, data, (done, images) -> {});
    DatasetDetections found = DatasetDetections.find(int8, data, (done, images) -> {});
    DetectionShifts shifts = new DetectionShifts();
    expected
        .detections()
        .forEach(
            (id, ofImage) -> {
              Detections other = Objects.requireNonNull(found.detections().get(id));
              shifts.add(ofImage, other);
            });
    boolean labelled = labelling == CalibrationData.Labelling.PRESENT;
    return shifts.record(labelled ? map(expected) : null, labelled ? map(found) : null);
  }

  private double map(DatasetDetections found) {
    return found.evaluate(data.labels()).summary().ap();
  }
}
