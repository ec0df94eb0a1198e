package dev.osprey.predict.painting;

import java.util.Optional;

/** What labels on images are written with on this machine. */
public final class LabelFont {
  private LabelFont() {}

  /** The font's name; empty where Java finds none: labels are then drawn stroke by stroke. */
  public static Optional<String> name() {
    return TextFont.available() instanceof SystemFont letters
        ? Optional.of(letters.font().getFontName())
        : Optional.empty();
  }
}
