package dev.osprey.predict.painting;

import java.util.Optional;

/** The font of labels on images on this machine. */
public final class LabelFont {
  private LabelFont() {}

  /** The font's name; empty if Java finds none and labels are drawn with strokes. */
  public static Optional<String> name() {
    return TextFont.available() instanceof SystemFont letters
        ? Optional.of(letters.font().getFontName())
        : Optional.empty();
  }
}
