package dev.osprey.core;

/**
 * An axis-parallel box: xyxy, pixels of the original image, x2 and y2 exclusive.
 *
 * <p>The coordinates are doubles, so that boxes read from annotation files keep every digit; hot
 * paths work on packed {@code float[]} (see {@link Boxes}). A box may be empty or inverted: readers
 * of files decide what to do with it.
 */
public record Box(double x1, double y1, double x2, double y2) {

  /** Creates a box from COCO's {@code [x, y, width, height]}. */
  public static Box ofXywh(double x, double y, double width, double height) {
    return new Box(x, y, x + width, y + height);
  }

  public double width() {
    return x2 - x1;
  }

  public double height() {
    return y2 - y1;
  }

  /** Width times height; 0 if the box is empty or inverted. */
  public double area() {
    return Math.max(0, width()) * Math.max(0, height());
  }

  public boolean isEmpty() {
    return !(x2 > x1 && y2 > y1);
  }

  /** Intersection over union in [0, 1]; 0 if the union is empty. */
  public double iou(Box other) {
    double w = Math.min(x2, other.x2) - Math.max(x1, other.x1);
    double h = Math.min(y2, other.y2) - Math.max(y1, other.y1);
    double intersection = Math.max(0, w) * Math.max(0, h);
    double union = area() + other.area() - intersection;
    return union > 0 ? intersection / union : 0;
  }

  /** The part of this box inside an image; it may be empty. */
  public Box clipTo(ImageSize size) {
    return new Box(
        Math.min(Math.max(x1, 0), size.width()),
        Math.min(Math.max(y1, 0), size.height()),
        Math.min(Math.max(x2, 0), size.width()),
        Math.min(Math.max(y2, 0), size.height()));
  }
}
