package dev.osprey.evaluation.wider;

import dev.osprey.core.text.UserError;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * WIDER FACE's average precision (Yang et al. 2016), as {@code widerface_evaluate} of
 * Pytorch_Retinaface computes it, following the MATLAB code of the data set. Published numbers of
 * face detectors are computed in this way.
 *
 * <p>Scores are mapped to [0, 1] over the whole data set, then compared with 1000 thresholds. Each
 * detection is assigned to the face with the largest IoU, the first of equal ones, if the IoU
 * reaches the threshold. A detection assigned to a face outside the subset is ignored. The first
 * detection of a face in the subset is a true positive; further detections of this face and
 * unassigned detections lower the precision. Faces of images without detections are missed;
 * detections in images without faces are ignored.
 *
 * <p>Detections are sorted by descending score in their image, equal scores in their given order.
 * The reference expects sorted result files. In an unsorted file it counts a detection that
 * precedes one with a higher score already at the threshold of that score.
 *
 * <p>Cost: each pair of a detection and a face of one image is compared once, for all three
 * subsets. Images are processed in parallel on the common pool; the sums are integers, so that the
 * result does not depend on the threads. Thread-safe.
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
          "the IoU threshold of WIDER FACE's average precision must be in (0, 1], such as 0.5; it"
              + " is "
              + iouThreshold);
    }
    this.iouThreshold = iouThreshold;
  }

  /**
   * Computes the metrics of {@code images}. AP is 0 without detections and -1 if a subset has no
   * faces.
   */
  public WiderMetrics evaluate(List<WiderImage> images) {
    ScoreRange scores = ScoreRange.of(images);
    List<FaceMatches> matches =
        images.parallelStream().map(image -> FaceMatches.of(image, iouThreshold)).toList();
    return new WiderMetrics(
        iouThreshold,
        images.size(),
        images.stream().mapToLong(image -> image.scores().length).sum(),
        scores,
        Arrays.stream(WiderSubset.values())
            .map(subset -> metrics(subset, images, matches, scores))
            .toList());
  }

  private static WiderSubsetMetrics metrics(
      WiderSubset subset, List<WiderImage> images, List<FaceMatches> matches, ScoreRange scores) {
    long faces = images.stream().mapToLong(image -> image.counted(subset).size()).sum();
    ThresholdCounts counts =
        IntStream.range(0, images.size())
            .filter(i -> images.get(i).faces().length > 0)
            .parallel()
            .collect(
                ThresholdCounts::new,
                (sums, i) -> sums.add(matches.get(i), bits(images.get(i), subset), scores),
                ThresholdCounts::addAll);
    WiderCurve curve = counts.curve(faces);
    return new WiderSubsetMetrics(subset, faces, faces == 0 ? -1 : curve.averagePrecision(), curve);
  }

  private static BitSet bits(WiderImage image, WiderSubset subset) {
    BitSet counted = new BitSet();
    image.counted(subset).forEach(counted::set);
    return counted;
  }
}
