package dev.osprey.core;

/** Height and width of an image in pixels, both at least 1. */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image has at least 1x1 pixels, got height " + height + ", width " + width);
    }
  }

  /** {@code height x width}, as the field writes it: {@code 800x1216}. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
