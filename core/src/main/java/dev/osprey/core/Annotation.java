package dev.osprey.core;

import java.util.Set;

/**
 * An object that a person marked: its box in pixels of the original picture, its label from 0, its
 * area (COCO's {@code area} is the mask's and may differ from the box's), and what is special about
 * it.
 */
public record Annotation(Box box, int label, double area, Set<Trait> traits) {

  /** What evaluation and training treat apart. */
  public enum Trait {
    /** COCO's {@code iscrowd}: a region of many objects, never a target. */
    CROWD,
    /** Pascal VOC's {@code difficult}. */
    DIFFICULT
  }

  public Annotation {
    traits = Set.copyOf(traits);
  }

  public static Annotation of(Box box, int label) {
    return new Annotation(box, label, box.area(), Set.of());
  }

  public boolean isCrowd() {
    return traits.contains(Trait.CROWD);
  }

  public boolean isDifficult() {
    return traits.contains(Trait.DIFFICULT);
  }
}
