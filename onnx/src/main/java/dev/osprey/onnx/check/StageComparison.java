package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.detection.Detector;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;

/**
 * Compares the outputs of a file for one batch with libtorch, stage by stage. The network's outputs
 * are compared with libtorch's. A selection is compared with what the rules select from the file's
 * own outputs, so that scores that tie within rounding, and are then in another order, make no
 * difference.
 */
interface StageComparison {

  /**
   * Returns the detections of libtorch in each image. The scope that the caller opened must be
   * open.
   */
  List<Detections> expected();

  /**
   * Compares the values between the stages of the file.
   *
   * @param detections of each run of the file; empty for raw files
   */
  StageAgreement compare(StageOutputs outputs, List<List<Detections>> detections);

  /** Runs a detector on a batch. The caller opens a scope and keeps it open. */
  static StageComparison of(Detector detector, TorchOps ops, Batch batch) {
    return detector.byKind(
        oneStage -> OneStageComparison.of(oneStage, ops, batch),
        twoStages -> TwoStageComparison.of(twoStages, ops, batch));
  }
}
