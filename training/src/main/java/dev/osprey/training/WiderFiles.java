package dev.osprey.training;

import dev.osprey.data.format.WiderResult;
import dev.osprey.data.format.WiderTruth;
import dev.osprey.evaluation.wider.WiderPicture;
import dev.osprey.evaluation.wider.WiderSubset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WIDER FACE's files as input of its evaluator. */
public final class WiderFiles {
  private WiderFiles() {}

  /**
   * What a ground truth and result files say of the same pictures.
   *
   * @param results of all pictures, in the ground truth's order
   */
  public static List<WiderPicture> pictures(WiderTruth truth, List<WiderResult> results) {
    if (results.size() != truth.pictures().size()) {
      throw new IllegalArgumentException(
          results.size() + " results for " + truth.pictures().size() + " pictures");
    }
    List<WiderPicture> pictures = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      pictures.add(picture(truth.pictures().get(i), results.get(i)));
    }
    return pictures;
  }

  private static WiderPicture picture(WiderTruth.Picture truth, WiderResult result) {
    if (!result.path().equals(truth.path())) {
      throw new IllegalArgumentException(result.path() + " stands where " + truth.path() + " must");
    }
    return new WiderPicture(
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
