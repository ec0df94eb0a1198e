package dev.osprey.data.format.reading;

/**
 * The kinds of faults in the entries of a data set, with their names in the singular and plural.
 */
public enum Fault {
  NOT_FINITE("entry with a number that is not finite", "entries with numbers that are not finite"),
  WITHOUT_AREA("box without area", "boxes without area"),
  OUTSIDE("box outside its image", "boxes outside their images"),
  BEYOND("box that reaches beyond its image", "boxes that reach beyond their images"),
  OUT_OF_RANGE("label with a value outside 0 to 1", "labels with values outside 0 to 1"),
  WITHOUT_BOX("object without a box", "objects without a box"),
  SEVERAL_BOXES("object with several boxes", "objects with several boxes"),
  UNREADABLE_ENTRY("entry that cannot be read", "entries that cannot be read"),
  UNREADABLE_LINE("line that cannot be read", "lines that cannot be read"),
  UNREADABLE_FILE("annotation file that cannot be read", "annotation files that cannot be read"),
  UNKNOWN_CLASS("object of an unknown class", "objects of unknown classes"),
  UNKNOWN_IMAGE("annotation of an unknown image", "annotations of unknown images"),
  REPEATED_ID("id that appears twice", "ids that appear twice"),
  REPEATED_LINE("line that appears twice", "lines that appear twice"),
  REPEATED_LABEL("repeated label", "repeated labels"),
  WRONG_SIZE("image of another size than stated", "images of other sizes than stated"),
  OTHER_NAME("image found under another name", "images found under other names"),
  OTHER_LABEL_NAME("label file found under another name", "label files found under other names"),
  WRONG_COUNT(
      "image with another number of faces than stated",
      "images with other numbers of faces than stated"),
  WITHOUT_LABELS("image without a label file", "images without a label file"),
  WITHOUT_IMAGE("label file without an image", "label files without an image"),
  MISSING_FILE("missing annotation file", "missing annotation files"),
  MISSING_IMAGE("missing image", "missing images"),
  UNREADABLE_IMAGE("image that cannot be read", "images that cannot be read");

  private final String one;
  private final String several;

  Fault(String one, String several) {
    this.one = one;
    this.several = several;
  }

  /** {@code 1 box without area}, {@code 13 boxes without area}. */
  String counted(int count) {
    return count + " " + (count == 1 ? one : several);
  }
}
