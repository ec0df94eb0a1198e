package dev.osprey.core.text;

/**
 * Limits of YAML texts. SnakeYAML copies a value each time it reads further, so that time and
 * memory grow with the square of a value's length.
 */
public final class YamlText {
  /** The largest number of characters in a text; SnakeYAML's own limit. */
  private static final int MOST = 3 * 1024 * 1024;

  /** The longest run of characters without a space, of spaces, or of a comment. */
  private static final int LONGEST = 50_000;

  private YamlText() {}

  /**
   * @param source named in the message
   * @throws UserError where the text, or a value or comment in it, is too long
   */
  public static void requireReadable(String text, String source) {
    if (text.length() > MOST) {
      throw new UserError(
          source
              + " is too long for YAML: it has "
              + text.length()
              + " characters, and "
              + MOST
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
      if (i - start >= LONGEST) {
        throw new UserError(
            source
                + " line "
                + (1 + text.substring(0, i).chars().filter(c -> c == '\n').count())
                + ": a value or a comment has more than "
                + LONGEST
                + " characters without a break. Is this the right file?");
      }
    }
  }
}
