package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.onnx.detector.StageValues;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.DenseDetections;
import dev.osprey.onnx.runtime.ExportInput;
import dev.osprey.onnx.runtime.OnnxSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outputs of an exported file for one batch, with the values between its stages. */
final class ExportedRun {
  private final OnnxSession staged;
  private final @Nullable OnnxSession itself;
  private final StageValues values;
  private Map<String, OnnxSession.Output> outputs = Map.of();
  private Map<String, OnnxSession.Output> ofItself = Map.of();

  /**
   * Creates a run.
   *
   * @param staged the file with the values between the stages as further outputs
   * @param itself the unchanged file; null: it is not run
   */
  ExportedRun(OnnxSession staged, @Nullable OnnxSession itself, StageValues values) {
    this.staged = staged;
    this.itself = itself;
    this.values = values;
  }

  void run(ExportInput input, ImageBatch batch) {
    outputs = input.run(staged, batch);
    ofItself = itself == null ? outputs : input.run(itself, batch);
  }

  /** Returns the outputs of the unchanged file if it was run, else those of the staged one. */
  Map<String, OnnxSession.Output> outputs() {
    return ofItself;
  }

  StageOutputs stages() {
    return new StageOutputs(values, outputs);
  }

  /** Returns the detections of each run; empty for raw files. */
  List<List<Detections>> detections(ExportForm form) {
    List<List<Detections>> runs = new ArrayList<>();
    if (form.outputs() == ExportForm.Outputs.DETECTIONS) {
      runs.add(DenseDetections.of(outputs));
      if (itself != null) {
        runs.add(DenseDetections.of(ofItself));
      }
    }
    return runs;
  }
}
