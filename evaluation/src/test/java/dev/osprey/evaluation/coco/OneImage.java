package dev.osprey.evaluation.coco;

import dev.osprey.core.Annotation;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.List;
import java.util.Set;

/** An evaluation of one image with objects of one category. */
final class OneImage {
  static final long IMAGE = 7;
  static final int CAT = 3;

  private OneImage() {}

  static GroundTruthBox marked(double x, double y, double width, double height) {
    return new GroundTruthBox(IMAGE, CAT, x, y, width, height, width * height, Set.of());
  }

  static GroundTruthBox crowd(double x, double y, double width, double height) {
    return new GroundTruthBox(
        IMAGE, CAT, x, y, width, height, width * height, Set.of(Annotation.Trait.CROWD));
  }

  static ScoredBox found(double x, double y, double width, double height, double score) {
    return new ScoredBox(IMAGE, CAT, x, y, width, height, score);
  }

  static EvaluationInput input(
      List<Integer> categories, List<GroundTruthBox> marked, List<ScoredBox> found) {
    return new EvaluationInput(List.of(IMAGE), categories, marked, found);
  }

  static CocoMetrics evaluate(List<GroundTruthBox> marked, List<ScoredBox> found) {
    return evaluate(input(List.of(CAT), marked, found));
  }

  static CocoMetrics evaluate(EvaluationInput input) {
    return new CocoEvaluator(CocoSettings.standard()).evaluate(input);
  }
}
