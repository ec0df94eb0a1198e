package dev.osprey.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A list of names in one text, written as a row of CSV: {@code disc,"box, blue"}. A name with a
 * comma is written in quotes; a quote inside quotes is doubled. Spaces around names without quotes
 * are ignored.
 */
public final class NameList {
  private final String text;
  private int index;

  private NameList(String text) {
    this.text = text;
  }

  /**
   * The names.
   *
   * @throws UserError if a quote is not closed, or something follows a closed one
   */
  public static List<String> parse(String text) {
    return new NameList(text).names();
  }

  /** The names on one line, each as {@link #parse} reads it. */
  public static String text(List<String> names) {
    return names.stream().map(NameList::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && !name.contains(",")
            && !name.startsWith("\"")
            && name.equals(name.strip());
    return OneLine.of(plain ? name : "\"" + name.replace("\"", "\"\"") + "\"");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    while (index < text.length()) {
      skipSpace();
      if (index < text.length() && text.charAt(index) == '"') {
        names.add(nameInQuotes());
      } else {
        int end = text.indexOf(',', index) < 0 ? text.length() : text.indexOf(',', index);
        String name = text.substring(index, end).strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
        index = end;
      }
      index++; // the comma
    }
    return names;
  }

  private String nameInQuotes() {
    StringBuilder name = new StringBuilder();
    for (index++; index < text.length(); index++) {
      if (text.charAt(index) != '"') {
        name.append(text.charAt(index));
      } else if (text.startsWith("\"\"", index)) {
        name.append('"');
        index++;
      } else {
        index++;
        requireEnd();
        return name.toString();
      }
    }
    throw malformed("a quote is not closed");
  }

  private void requireEnd() {
    skipSpace();
    if (index < text.length() && text.charAt(index) != ',') {
      throw malformed("after a quote there is no comma");
    }
  }

  private void skipSpace() {
    while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
  }

  private UserError malformed(String what) {
    return new UserError(
        OneLine.of(text)
            + ": "
            + what
            + "; names are written as disc,\"box, blue\", a quote inside of quotes twice");
  }
}
