package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.detection.Detector;
import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.onestage.OneStageDetector;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;

/**
 * Compares what a file gave for one batch with libtorch, stage by stage. The network's outputs are
 * compared with libtorch's; what is chosen from them is compared with the rules on the file's own
 * outputs, so that scores which tie within rounding, and are then in another order there, are no
 * difference.
 */
interface StageComparison {

  /**
   * What libtorch finds in each image.
   *
   * @return of a scope that is open
   */
  List<Detections> expected();

  /**
   * What the file gave for the values between its stages.
   *
   * @param detections of the file, any number of runs of it; none for raw files
   */
  StageAgreement compare(StageOutputs outputs, List<List<Detections>> detections);

  /** Runs a detector on a batch; the caller has opened a scope, and keeps it open. */
  static StageComparison of(Detector detector, TorchOps ops, Batch batch) {
    return detector instanceof FasterRcnn twoStages
        ? TwoStageComparison.of(twoStages, ops, batch)
        : OneStageComparison.of((OneStageDetector) detector, ops, batch);
  }
}
