package dev.osprey.training.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.EntryId;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.result.CocoDetection;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads COCO files as input of the evaluator, with the doubles of the files. */
public final class CocoEvaluationInput {
  private CocoEvaluationInput() {}

  /**
   * Reads a ground-truth file and a result file of the same images. Categories are numbered by the
   * labels of {@link CocoFile#labels}; detections of categories that the truth does not have are
   * ignored, as in pycocotools.
   *
   * @throws UserError if a detection refers to an image that is not in the ground truth
   */
  public static EvaluationInput input(CocoFile truth, List<CocoDetection> detections) {
    LabelMap labels = truth.labels();
    Map<EntryId, Integer> labelOf = IdAlignment.labelsByCategory(labels);
    Map<EntryId, Long> keys = truth.imageKeys();
    List<ScoredBox> found = new ArrayList<>();
    for (int i = 0; i < detections.size(); i++) {
      CocoDetection detection = detections.get(i);
      Long key = keys.get(detection.imageId());
      if (key == null) {
        throw unknownImage(i, detection, keys.size());
      }
      Integer label = labelOf.get(detection.categoryId());
      if (label != null) {
        found.add(scoredBox(detection, key, label));
      }
    }
    return new EvaluationInput(
        List.copyOf(keys.values()),
        List.copyOf(labelOf.values()),
        truth.annotations().stream()
            .map(
                entry ->
                    groundTruth(
                        entry,
                        keys.getOrDefault(entry.imageId(), -1L),
                        labelOf.getOrDefault(entry.categoryId(), -1)))
            .toList(),
        found);
  }

  private static UserError unknownImage(int index, CocoDetection detection, int images) {
    return new UserError(
        "detection "
            + index
            + " names image "
            + detection.imageId()
            + (detection.fileName() == null ? "" : " (" + detection.fileName() + ")")
            + ", which is not among the "
            + images
            + " images of the ground truth. Give the annotation file that these detections were"
            + " made for, or remove the detections of other images");
  }

  private static ScoredBox scoredBox(CocoDetection detection, long image, int label) {
    return new ScoredBox(
        image,
        label,
        detection.x(),
        detection.y(),
        detection.width(),
        detection.height(),
        detection.score());
  }

  private static GroundTruthBox groundTruth(CocoFile.Entry entry, long image, int label) {
    return new GroundTruthBox(
        image,
        label,
        entry.x(),
        entry.y(),
        entry.width(),
        entry.height(),
        entry.area(),
        entry.crowd() ? Set.of(Annotation.Trait.CROWD) : Set.of());
  }
}
