package dev.osprey.data;

import dev.osprey.core.Annotation;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture file with the objects that are marked in it. A picture without objects is an ordinary
 * sample.
 *
 * @param id the picture's number in its annotation file, or its position; unique in a data set
 */
public record Sample(long id, Path image, List<Annotation> annotations) {
  public Sample {
    annotations = List.copyOf(annotations);
  }
}
