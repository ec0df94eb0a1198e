package dev.osprey.onnx;

import dev.osprey.core.Detections;
import dev.osprey.detection.postprocess.DetectionInputs;
import dev.osprey.detection.postprocess.PictureOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.SelectionResults;
import java.util.List;

/**
 * What a file's detections are compared with.
 *
 * @param ofLibtorch outputs of libtorch's last stage, for the same proposals
 * @param ofFile outputs of the file's last stage
 * @param scores the largest difference of both engines' scores
 */
record DetectionChoice(
    Postprocess postprocess,
    List<PictureOutputs> ofLibtorch,
    List<PictureOutputs> ofFile,
    double scores) {

  /**
   * @param detections of the file, one entry for each picture
   */
  StageAgreement compare(StageAgreement agreement, List<Detections> detections) {
    StageAgreement all = agreement;
    for (int i = 0; i < detections.size(); i++) {
      PictureOutputs own = ofFile.get(i);
      PictureOutputs other = ofLibtorch.get(i);
      SelectionResults found = SelectionResults.of(detections.get(i));
      SelectionResults expected = SelectionResults.of(postprocess.detect(own));
      all =
          all.withChoice(
                  "detections",
                  ChoiceCheck.onSameOutputs(expected, found, near -> DetectionInputs.of(postprocess, own, near)))
              .withResults(
                  ChoiceCheck.ties(found, near -> DetectionInputs.of(postprocess, other, near), scores));
    }
    return all;
  }
}
