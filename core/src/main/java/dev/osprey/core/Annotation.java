package dev.osprey.core;

import java.util.List;
import java.util.Set;

/**
 * An annotated object: its box in pixels of the original image, its label from 0, its area (COCO's
 * {@code area} is the mask's and may differ from the box's), its traits, and the landmarks of a
 * face: {@link FaceLandmarks#COUNT} points, or none where they are unknown.
 */
public record Annotation(
    Box box, int label, double area, Set<Trait> traits, List<Point> landmarks) {

  /** A property that evaluation and training treat separately. */
  public enum Trait {
    /** COCO's {@code iscrowd}: a region of many objects, never a target. */
    CROWD,
    /** Pascal VOC's {@code difficult}. */
    DIFFICULT
  }

  public Annotation {
    traits = Set.copyOf(traits);
    landmarks = List.copyOf(landmarks);
    FaceLandmarks.requireComplete(landmarks);
  }

  /** An object without landmarks. */
  public Annotation(Box box, int label, double area, Set<Trait> traits) {
    this(box, label, area, traits, List.of());
  }

  public static Annotation of(Box box, int label) {
    return new Annotation(box, label, box.area(), Set.of());
  }

  /** Returns the same object with another label. */
  public Annotation withLabel(int other) {
    return new Annotation(box, other, area, traits, landmarks);
  }

  /** Returns the same object with another box and other landmarks. */
  public Annotation at(Box otherBox, List<Point> otherLandmarks) {
    return new Annotation(otherBox, label, area, traits, otherLandmarks);
  }

  public boolean isCrowd() {
    return traits.contains(Trait.CROWD);
  }

  public boolean isDifficult() {
    return traits.contains(Trait.DIFFICULT);
  }
}
