package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Point;
import dev.osprey.detection.postprocess.Explanation;
import dev.osprey.detection.postprocess.Fates;
import dev.osprey.detection.postprocess.PictureOutputs;
import dev.osprey.detection.postprocess.PointCandidates;
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
  public List<Explanation> explain(List<PictureOutputs> perPicture, List<Point> points) {
    List<Explanation> explanations = new ArrayList<>();
    for (int i = 0; i < perPicture.size(); i++) {
      explanations.add(explain(perPicture.get(i), points.get(i)));
    }
    return explanations;
  }

  private Explanation explain(PictureOutputs one, Point point) {
    float[] boxes = postprocess.decoder().boxes(one);
    PointCandidates atPoint = PointCandidates.of(one, boxes, postprocess.scoring(), point);
    Fates fates = new Fates(postprocess, one, postprocess.select(one));
    return atPoint.explain(fates, postprocess.references());
  }
}
