package dev.osprey.training.evaluation;

import dev.osprey.data.result.WiderResult;
import dev.osprey.data.result.WiderTruth;
import dev.osprey.evaluation.wider.WiderImage;
import dev.osprey.evaluation.wider.WiderSubset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads WIDER FACE files as input of the evaluator. */
public final class WiderEvaluationInput {
  private WiderEvaluationInput() {}

  /**
   * Combines a ground truth and result files of the same images.
   *
   * @param results of all images, in the ground truth's order
   */
  public static List<WiderImage> images(WiderTruth truth, List<WiderResult> results) {
    if (results.size() != truth.images().size()) {
      throw new IllegalArgumentException(
          results.size() + " results for " + truth.images().size() + " images");
    }
    List<WiderImage> images = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      images.add(image(truth.images().get(i), results.get(i)));
    }
    return images;
  }

  private static WiderImage image(WiderTruth.Image truth, WiderResult result) {
    if (!result.path().equals(truth.path())) {
      throw new IllegalArgumentException(
          "result of " + result.path() + ", expected " + truth.path());
    }
    return new WiderImage(
        truth.path(),
        truth.faces(),
        Map.of(
            WiderSubset.EASY, truth.easy(),
            WiderSubset.MEDIUM, truth.medium(),
            WiderSubset.HARD, truth.hard()),
        result.boxes(),
        result.scores());
  }
}
