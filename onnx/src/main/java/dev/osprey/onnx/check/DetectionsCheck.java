package dev.osprey.onnx.check;

import dev.osprey.core.Detections;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.check.DetectionInputs;
import dev.osprey.detection.postprocess.check.SelectionResults;
import java.util.List;

/**
 * Checks a file's detections against those chosen from libtorch's outputs and from its own.
 *
 * @param ofLibtorch outputs of libtorch's last stage, for the same proposals
 * @param ofFile outputs of the file's last stage
 * @param scores the largest difference of both engines' scores
 */
record DetectionsCheck(
    Postprocess postprocess,
    List<ImageOutputs> ofLibtorch,
    List<ImageOutputs> ofFile,
    double scores) {

  /**
   * Adds the verdict on the detections of each image.
   *
   * @param detections of the file, one entry for each image
   */
  StageAgreement compare(StageAgreement agreement, List<Detections> detections) {
    StageAgreement all = agreement;
    for (int i = 0; i < detections.size(); i++) {
      ImageOutputs own = ofFile.get(i);
      ImageOutputs other = ofLibtorch.get(i);
      SelectionResults found = SelectionResults.of(detections.get(i));
      SelectionResults expected = SelectionResults.of(postprocess.detect(own));
      all =
          all.withChoice(
                  "detections",
                  ChosenRowsCheck.onSameOutputs(
                      expected, found, near -> DetectionInputs.of(postprocess, own, near)))
              .withResults(
                  ChosenRowsCheck.ties(
                      found, near -> DetectionInputs.of(postprocess, other, near), scores));
    }
    return all;
  }
}
