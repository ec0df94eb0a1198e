package dev.osprey.data;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.List;

/**
 * An image with its annotations. An image without objects is an ordinary sample.
 *
 * @param id the image's number in its annotation file, or its position; unique in a data set
 * @param source where the image's bytes come from
 */
public record Sample(long id, ImageSource source, List<Annotation> annotations) {
  public Sample {
    annotations = List.copyOf(annotations);
  }

  /** An image file with its annotations. */
  public Sample(long id, Path image, List<Annotation> annotations) {
    this(id, ImageSource.of(image), annotations);
  }

  /** Whether an annotation is not a crowd region. */
  public boolean hasObjects() {
    return !annotations.stream().allMatch(Annotation::isCrowd);
  }

  /** The same image with other annotations. */
  public Sample withAnnotations(List<Annotation> others) {
    return new Sample(id, source, others);
  }

  /** The same image with another id. */
  public Sample withId(long other) {
    return new Sample(other, source, annotations);
  }

  /** The name of the image in messages and reports; the path of a file. */
  public String name() {
    return source.name();
  }

  /**
   * The image's file, for code that needs a file.
   *
   * @throws UserError if the image comes from elsewhere
   */
  public Path image() {
    if (source instanceof FileImage inFile) {
      return inFile.file();
    }
    throw new UserError(
        "image "
            + name()
            + " is not in a file, and this needs the path of one. Write its bytes to a file first");
  }
}
