package dev.osprey.core.text;

/**
 * Limits of YAML texts. SnakeYAML copies a value each time it reads on, so time and memory grow
 * with the square of the value's length.
 */
public final class YamlText {
  /** The largest number of characters in a text; SnakeYAML's own limit. */
  private static final int MAXIMUM_LENGTH = 3 * 1024 * 1024;

  /** The longest run of characters without a space, of spaces, or of a comment. */
  private static final int MAXIMUM_RUN = 50_000;

  private YamlText() {}

  /**
   * @param source named in the message
   * @throws UserError if the text, or a value or comment in it, is too long
   */
  public static void requireReadable(String text, String source) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new UserError(
          source
              + " is too long for YAML: it has "
              + text.length()
              + " characters, and "
              + MAXIMUM_LENGTH
              + " can be read. Is this the right file?");
    }
    int start = 0;
    boolean spaces = false;
    boolean comment = false;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean space = Character.isWhitespace(each);
      if (each == '\n' || (!comment && space != spaces)) {
        start = i;
        spaces = space;
        comment = each == '#';
      }
      if (i - start >= MAXIMUM_RUN) {
        throw new UserError(
            source
                + " line "
                + (1 + text.substring(0, i).chars().filter(c -> c == '\n').count())
                + ": a value or a comment has more than "
                + MAXIMUM_RUN
                + " characters without a break. Is this the right file?");
      }
    }
  }
}
