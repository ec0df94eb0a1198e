package dev.osprey.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The input of an evaluation: ground truth and detections. The order of ground truths and of
 * detections within an image breaks ties, as in the reference; the order of images and categories
 * does not matter.
 *
 * <p>The caller chooses the ids of images and categories; tables look up the name of a category in
 * a label map, with its id as the label.
 *
 * <p>Ground truths whose image or category is not in the lists are ignored, and so are detections
 * of other categories.
 *
 * <p>A detection whose image is not in {@code imageIds} causes a {@link UserError}.
 */
public record EvaluationInput(
    List<Long> imageIds,
    List<Integer> categoryIds,
    List<GroundTruthBox> groundTruths,
    List<ScoredBox> detections) {

  public EvaluationInput {
    imageIds = imageIds.stream().distinct().sorted().toList();
    categoryIds = categoryIds.stream().distinct().sorted().toList();
    groundTruths = List.copyOf(groundTruths);
    detections = List.copyOf(detections);
    Set<Long> known = new HashSet<>(imageIds);
    for (int i = 0; i < detections.size(); i++) {
      long imageId = detections.get(i).imageId();
      if (!known.contains(imageId)) {
        throw new UserError(
            "detection "
                + i
                + " names image "
                + imageId
                + ", which is not among the "
                + imageIds.size()
                + " images of the ground truth. Give the annotation file that these detections were"
                + " made for, or remove the detections of other images");
      }
    }
  }

  /**
   * Creates the input from the annotations of a data set and the detections of a model.
   *
   * <p>Widths and heights of detections are computed in float32, as in torchvision's scripts.
   *
   * @param annotations by image id; an image without objects has an empty list
   * @param detections by image id; a missing image has no detections
   * @param labels of the model; the categories are its labels
   */
  public static EvaluationInput of(
      Map<Long, List<Annotation>> annotations, Map<Long, Detections> detections, LabelMap labels) {
    List<GroundTruthBox> marked = new ArrayList<>();
    annotations.forEach(
        (imageId, ofImage) -> {
          for (Annotation annotation : ofImage) {
            marked.add(groundTruth(imageId, annotation));
          }
        });
    List<ScoredBox> found = new ArrayList<>();
    detections.forEach((imageId, ofImage) -> addAll(found, imageId, ofImage));
    return new EvaluationInput(
        List.copyOf(annotations.keySet()),
        IntStream.range(0, labels.size()).boxed().toList(),
        marked,
        found);
  }

  private static GroundTruthBox groundTruth(long imageId, Annotation annotation) {
    Box box = annotation.box();
    return new GroundTruthBox(
        imageId,
        annotation.label(),
        box.x1(),
        box.y1(),
        box.width(),
        box.height(),
        annotation.area(),
        annotation.traits());
  }

  private static void addAll(List<ScoredBox> found, long imageId, Detections detections) {
    float[] boxes = detections.boxes();
    for (int i = 0; i < detections.size(); i++) {
      float x1 = boxes[4 * i];
      float y1 = boxes[4 * i + 1];
      float width = boxes[4 * i + 2] - x1;
      float height = boxes[4 * i + 3] - y1;
      found.add(
          new ScoredBox(imageId, detections.label(i), x1, y1, width, height, detections.score(i)));
    }
  }
}
