package dev.osprey.cli.terminal;

import java.nio.file.Path;

/** Commands that people can copy into their shell. */
public final class ShellCommand {
  private static final String COMMAND = "osprey.command";

  private ShellCommand() {}

  /** How this program was called: {@code ./osprey}. */
  public static String program() {
    return word(System.getProperty(COMMAND, "./osprey"));
  }

  /** A path as one argument; one that looks like an option is written as a path. */
  public static String argument(Path path) {
    String text = path.toString();
    return word(text.startsWith("-") ? "./" + text : text);
  }

  /** A word as a POSIX shell reads it, in quotes if it needs them. */
  static String word(String text) {
    if (text.matches("[\\p{L}\\p{N}_./:@%+=,-]+")) {
      return text;
    }
    boolean hasControl = text.chars().anyMatch(Character::isISOControl);
    return hasControl ? escaped(text) : "'" + text.replace("'", "'\\''") + "'";
  }

  /** bash and zsh know {@code $'\n'}. */
  private static String escaped(String text) {
    StringBuilder word = new StringBuilder("$'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        word.append(String.format("\\u%04x", (int) c));
      } else {
        word.append(c == '\'' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return word.append("'").toString();
  }
}
