package dev.osprey.cli.terminal;

import java.nio.file.Path;

/** Writes commands that users can copy into a shell. */
public final class ShellCommand {
  private static final String COMMAND = "osprey.command";

  private ShellCommand() {}

  /** The name that this program was called by, such as {@code ./osprey}. */
  public static String program() {
    return word(System.getProperty(COMMAND, "./osprey"));
  }

  /** A path as one argument. A path that looks like an option gets {@code ./} in front. */
  public static String argument(Path path) {
    String text = path.toString();
    return word(text.startsWith("-") ? "./" + text : text);
  }

  /** A word for a POSIX shell, in quotes if necessary. */
  static String word(String text) {
    if (text.matches("[\\p{L}\\p{N}_./:@%+=,-]+")) {
      return text;
    }
    boolean hasControl = text.chars().anyMatch(Character::isISOControl);
    return hasControl ? escaped(text) : "'" + text.replace("'", "'\\''") + "'";
  }

  /** The form {@code $'\n'} of bash and zsh. */
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
