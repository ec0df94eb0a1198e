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

/** One batch in an exported file with the values between its stages, and in the file itself. */
final class ExportedRun {
  private final OnnxSession staged;
  private final @Nullable OnnxSession itself;
  private final StageValues values;
  private Map<String, OnnxSession.Output> outputs = Map.of();
  private Map<String, OnnxSession.Output> ofItself = Map.of();

  /**
   * @param staged gives the values between the stages, too
   * @param itself the file as it is; null where that is not run
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

  /** What the file gives: the file itself, where it was run. */
  Map<String, OnnxSession.Output> outputs() {
    return ofItself;
  }

  StageOutputs stages() {
    return new StageOutputs(values, outputs);
  }

  /** The detections of each run; none where the file gives none. */
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
