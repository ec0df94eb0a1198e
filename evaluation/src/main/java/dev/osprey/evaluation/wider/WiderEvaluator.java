package dev.osprey.evaluation.wider;

import dev.osprey.core.UserError;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * WIDER FACE's average precision (Yang et al. 2016), as {@code widerface_evaluate} of
 * Pytorch_Retinaface computes it after the data set's own MATLAB code; published numbers of face
 * detectors are computed so.
 *
 * <p>Scores are mapped to [0, 1] over the whole data set, then compared with 1000 thresholds. Each
 * detection is assigned to the face that it overlaps most, the first of equals, if the IoU reaches
 * the threshold. A detection assigned to a face outside the subset is left out. The first detection
 * of a face that counts is a true positive; further ones of the same face lower the precision, as
 * do those assigned to no face. Faces of images without detections count as missed; detections in
 * images without any face are left out.
 *
 * <p>Detections are sorted by descending score in their picture, equal scores in their given order.
 * The reference expects sorted result files and counts an unsorted one differently: there a
 * detection that precedes one with a higher score counts from the threshold of that one on.
 *
 * <p>Cost: each pair of a detection and a face of one picture is compared once, for all three
 * subsets. Pictures are spread over the common pool; the sums are whole numbers, so that the result
 * does not depend on the threads. Thread-safe.
 */
public final class WiderEvaluator {
  /** The IoU threshold of published numbers. */
  public static final double STANDARD_IOU = 0.5;

  private final double iouThreshold;

  /**
   * @param iouThreshold minimum IoU of a detection and its face, in (0, 1]
   */
  public WiderEvaluator(double iouThreshold) {
    if (!(iouThreshold > 0 && iouThreshold <= 1)) {
      throw new UserError(
          "the IoU threshold of WIDER FACE's average precision is in (0, 1], as 0.5; it is "
              + iouThreshold);
    }
    this.iouThreshold = iouThreshold;
  }

  /**
   * Computes the metrics of {@code pictures}: 0 where nothing was detected, -1 where no face
   * counts.
   */
  public WiderMetrics evaluate(List<WiderPicture> pictures) {
    ScoreRange scores = ScoreRange.of(pictures);
    List<FaceMatches> matches =
        pictures.parallelStream().map(picture -> FaceMatches.of(picture, iouThreshold)).toList();
    return new WiderMetrics(
        iouThreshold,
        pictures.size(),
        pictures.stream().mapToLong(picture -> picture.scores().length).sum(),
        scores,
        Arrays.stream(WiderSubset.values())
            .map(subset -> metrics(subset, pictures, matches, scores))
            .toList());
  }

  private static WiderSubsetMetrics metrics(
      WiderSubset subset,
      List<WiderPicture> pictures,
      List<FaceMatches> matches,
      ScoreRange scores) {
    long faces = pictures.stream().mapToLong(picture -> picture.counted(subset).size()).sum();
    ThresholdCounts counts =
        IntStream.range(0, pictures.size())
            .filter(i -> pictures.get(i).faces().length > 0)
            .parallel()
            .collect(
                ThresholdCounts::new,
                (sums, i) -> sums.add(matches.get(i), bits(pictures.get(i), subset), scores),
                ThresholdCounts::addAll);
    WiderCurve curve = counts.curve(faces);
    return new WiderSubsetMetrics(subset, faces, faces == 0 ? -1 : curve.averagePrecision(), curve);
  }

  private static BitSet bits(WiderPicture picture, WiderSubset subset) {
    BitSet counted = new BitSet();
    picture.counted(subset).forEach(counted::set);
    return counted;
  }
}
