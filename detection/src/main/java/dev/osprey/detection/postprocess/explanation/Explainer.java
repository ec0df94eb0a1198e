package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Point;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import java.util.ArrayList;
import java.util.List;

/** Explains the detections at one point of each image, from one run of the stages that detect. */
public record Explainer(Postprocess postprocess) {

  /**
   * The fates of the best candidates at a point of each image.
   *
   * @param points one for each image, in pixels of the original
   */
  public List<Explanation> explain(List<ImageOutputs> perImage, List<Point> points) {
    List<Explanation> explanations = new ArrayList<>();
    for (int i = 0; i < perImage.size(); i++) {
      explanations.add(explain(perImage.get(i), points.get(i)));
    }
    return explanations;
  }

  private Explanation explain(ImageOutputs one, Point point) {
    float[] boxes = postprocess.decoder().boxes(one);
    PointCandidates atPoint = PointCandidates.of(one, boxes, postprocess.scoring(), point);
    FateFinder fates = new FateFinder(postprocess, one);
    return atPoint.explain(fates, postprocess.references());
  }
}
