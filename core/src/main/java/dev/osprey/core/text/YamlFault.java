package dev.osprey.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains in plain words why a text is not valid YAML: {@code tabs cannot indent YAML; use
 * spaces}.
 *
 * @param line of the mistake, from 1
 * @param what the fault, as the end of a sentence about that line
 */
public record YamlFault(int line, String what) {
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern CHARACTER = Pattern.compile("found character '(.)'");
  private static final Pattern ESCAPE =
      Pattern.compile("found unknown escape character (.)|expected escape sequence of (\\d)");

  /**
   * Translates a message of SnakeYAML.
   *
   * @param message SnakeYAML's sentences and the places in the text
   * @param text what was read
   */
  public static YamlFault of(String message, String text) {
    int control = controlCharacter(text);
    if (message.contains("special characters are not allowed") && control >= 0) {
      return new YamlFault(
          lineOf(text, control),
          String.format(
              "the control character U+%04X cannot stand in YAML; take it out",
              (int) text.charAt(control)));
    }
    List<Integer> lines = new ArrayList<>();
    Matcher places = PLACE.matcher(message);
    while (places.find()) {
      lines.add(Integer.parseInt(places.group(1)));
    }
    int first = lines.isEmpty() ? 1 : lines.get(0);
    int last = lines.isEmpty() ? 1 : lines.get(lines.size() - 1);
    String unclosed = unclosed(message);
    return unclosed.isEmpty()
        ? new YamlFault(last, what(message, line(text, last)))
        : new YamlFault(first, unclosed);
  }

  /** {@code line 3: tabs cannot indent YAML; use spaces}. */
  @Override
  public String toString() {
    return "line " + line + ": " + what;
  }

  /** Describes what is opened but not closed; empty if nothing is. */
  private static String unclosed(String message) {
    if (message.contains("found unexpected end of stream")) {
      return "a quote is opened here and not closed";
    }
    if (message.contains("expected ',' or ']'")) {
      return "the list that [ opens here is not closed with ], or a comma is missing in it";
    }
    if (message.contains("expected ',' or '}'")) {
      return "the group that { opens here is not closed with }, or a comma is missing in it";
    }
    return "";
  }

  private static String what(String message, String line) {
    if (message.contains("(TAB)") || message.contains("tab character")) {
      return "tabs cannot indent YAML; use spaces";
    }
    Matcher character = CHARACTER.matcher(message);
    if (character.find()) {
      return "no value begins with " + character.group(1) + "; put it in quotes";
    }
    if (ESCAPE.matcher(message).find()) {
      return "in double quotes a backslash begins a special character, and this one is none; use"
          + " single quotes, or / in paths";
    }
    if (message.contains("mapping values are not allowed")) {
      return "a colon is not allowed here: " + quoted(line) + mappingCure(line);
    }
    if (message.contains("could not find expected ':'")) {
      return "a colon is missing: a line is key: value";
    }
    if (message.contains("<block end>") || message.contains("sequence entries are not allowed")) {
      return "this does not fit the lines before: "
          + quoted(line)
          + ". Check its indentation, quotes and brackets";
    }
    if (message.contains("expected the node content")) {
      return "a value is missing, or there is a comma or a bracket too many: " + quoted(line);
    }
    if (message.contains("expected chomping or indentation")) {
      return "a value that begins with | or > is put in quotes";
    }
    if (message.contains("scanning an anchor") || message.contains("scanning an alias")) {
      return "a value that begins with & or * is put in quotes";
    }
    if (message.contains("tag handle") || message.contains("scanning a tag")) {
      return "a value that begins with ! is put in quotes";
    }
    if (message.contains("<document start>")) {
      return "text follows after the end of the document: " + quoted(line);
    }
    return "this cannot be read: " + quoted(line) + ". A line is key: value";
  }

  private static String mappingCure(String line) {
    return line.indexOf(':') == line.lastIndexOf(':')
        ? ". Check its indentation, and that the line before has its colon"
        : ". Put a value with a colon in quotes";
  }

  private static String quoted(String line) {
    String shown = line.strip();
    return shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
  }

  private static String line(String text, int number) {
    return text.lines().skip(number - 1L).findFirst().orElse("");
  }

  private static int lineOf(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(each -> each == '\n').count();
  }

  /** The place of the first character that YAML forbids, or -1. */
  private static int controlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean space = each == '\t' || each == '\n' || each == '\r' || each == '\u0085';
      if ((Character.isISOControl(each) && !space) || each >= '\uFFFE') {
        return i;
      }
    }
    return -1;
  }
}
