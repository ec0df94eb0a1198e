package dev.osprey.training;

import dev.osprey.core.Annotation;
import dev.osprey.core.LabelMap;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.data.format.CocoFile;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruth;
import dev.osprey.evaluation.ScoredBox;
import java.util.List;
import java.util.Set;

/** COCO's files as input of the evaluator: numbers stay the doubles that were written. */
public final class ResultFiles {
  private ResultFiles() {}

  /** What a ground-truth file and a result file say of the same pictures. */
  public static EvaluationInput input(CocoFile truth, List<CocoDetection> detections) {
    return new EvaluationInput(
        truth.images().stream().map(CocoFile.Picture::id).toList(),
        truth.categories().stream().map(CocoFile.Category::id).toList(),
        truth.annotations().stream().map(ResultFiles::groundTruth).toList(),
        detections.stream().map(ResultFiles::scoredBox).toList());
  }

  private static ScoredBox scoredBox(CocoDetection detection) {
    return new ScoredBox(
        detection.imageId(),
        detection.categoryId(),
        detection.x(),
        detection.y(),
        detection.width(),
        detection.height(),
        detection.score());
  }

  private static GroundTruth groundTruth(CocoFile.Entry entry) {
    return new GroundTruth(
        entry.imageId(),
        entry.categoryId(),
        entry.x(),
        entry.y(),
        entry.width(),
        entry.height(),
        entry.area(),
        entry.crowd() ? Set.of(Annotation.Trait.CROWD) : Set.of());
  }

  /** The classes of a ground-truth file, in the order of their ids. */
  public static LabelMap labels(CocoFile truth) {
    return new LabelMap(
        truth.categories().stream()
            .map(category -> new LabelMap.Category(category.id(), category.name()))
            .sorted(java.util.Comparator.comparingInt(LabelMap.Category::id))
            .toList());
  }
}
