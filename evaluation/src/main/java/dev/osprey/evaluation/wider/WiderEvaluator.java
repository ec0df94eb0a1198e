package dev.osprey.evaluation.wider;

import dev.osprey.core.text.UserError;
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
 * <p>Detections are sorted by descending score in their image, equal scores in their given order.
 * The reference expects sorted result files and counts an unsorted one differently: there a
 * detection that precedes one with a higher score counts from the threshold of that one on.
 *
 * <p>Cost: each pair of a detection and a face of one image is compared once, for all three
 * subsets. Images are spread over the common pool; the sums are whole numbers, so that the result
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
   * Computes the metrics of {@code images}: 0 where nothing was detected, -1 where no face counts.
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
