package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.osprey.core.file.FileKind;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with a file that should be JSON, in words for people, with line and column. */
public final class JsonFault {
  private static final int SHOWN = 20;

  private JsonFault() {}

  /** The mistake behind a failed reading. */
  public static UserError of(IOException failure, Path file) {
    if (failure instanceof NoSuchFileException) {
      return new UserError(file + " does not exist. Check the path", failure);
    }
    if (Files.isDirectory(file)) {
      return new UserError(file + " is a folder, no JSON file. Name the file in it", failure);
    }
    Optional<FileKind> kind = kind(file);
    if (kind.isPresent()) {
      return new UserError(
          file + " is " + kind.get().description() + ", no JSON. " + kind.get().cure(), failure);
    }
    String text;
    try {
      text = TextFile.read(file);
    } catch (UserError e) {
      return e;
    }
    if (failure instanceof JsonProcessingException syntax) {
      return new UserError(file + " is no valid JSON: " + place(syntax, text), failure);
    }
    return new UserError(file + " cannot be read: " + IoReason.of(failure), failure);
  }

  /** The mistake of a file that holds nothing. */
  public static UserError empty(Path file) {
    return new UserError(
        file + " is " + FileKind.EMPTY.description() + ", no JSON. " + FileKind.EMPTY.cure());
  }

  private static Optional<FileKind> kind(Path file) {
    try {
      return FileKind.of(file).filter(kind -> kind != FileKind.JSON && kind != FileKind.UTF_16);
    } catch (IOException e) {
      return Optional.empty(); // told below
    }
  }

  private static String place(JsonProcessingException failure, String text) {
    String limit = limit(String.valueOf(failure.getOriginalMessage()));
    if (!limit.isEmpty()) {
      return limit;
    }
    JsonLocation location = failure.getLocation();
    if (failure instanceof JsonEOFException || location == null) {
      long line = text.lines().count();
      return "it ends in line " + line + ", before it is complete. Was it copied or saved whole?";
    }
    int line = Math.max(1, location.getLineNr());
    int column = Math.max(1, location.getColumnNr());
    int at = offset(text, line, column);
    if (at >= text.stripTrailing().length() && isOpen(text)) {
      return "it ends in line " + line + ", before it is complete. Was it copied or saved whole?";
    }
    return String.format(
        "line %d, column %d: %s", line, column, what(failure.getOriginalMessage(), text, at));
  }

  /** Which of the reader's limits a file exceeds; empty: none. */
  private static String limit(String message) {
    if (message.contains("nesting depth")) {
      return "its lists and objects are nested too deeply. Is this the right file?";
    }
    if (message.contains("umber value length")) {
      return "a number in it has more than 1000 digits. Mend or remove it";
    }
    if (message.contains("ame length")) {
      return "a key in it has more than 50,000 characters. Is this the right file?";
    }
    return "";
  }

  /** Whether more brackets open than close, outside of texts. */
  private static boolean isOpen(String text) {
    int depth = 0;
    boolean inText = false;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (inText) {
        i += each == '\\' ? 1 : 0;
        inText = each != '"';
      } else {
        inText = each == '"';
        depth += each == '{' || each == '[' ? 1 : 0;
        depth -= each == '}' || each == ']' ? 1 : 0;
      }
    }
    return inText || depth > 0;
  }

  private static int offset(String text, int line, int column) {
    int start = 0;
    for (int i = 1; i < line && start >= 0; i++) {
      start = text.indexOf('\n', start) + 1;
    }
    return Math.min(Math.max(0, start + column - 1), text.length());
  }

  private static String what(String message, String text, int at) {
    if (message.contains("escape")) {
      return "a backslash in a text is written \\\\, and in paths / will do";
    }
    if (message.contains("unquoted character")) {
      return "a tab or a line break stands in a text; write \\t or \\n";
    }
    return what(text, at);
  }

  private static String what(String text, int at) {
    int found = at;
    // The reader stands at the character that it cannot use, or right behind it.
    for (int candidate : List.of(at, at - 1)) {
      if (candidate >= 0
          && candidate < text.length()
          && "]}".indexOf(text.charAt(candidate)) >= 0) {
        Integer comma = commaBefore(text, candidate);
        if (comma != null) {
          return "there is a comma too many before " + text.charAt(candidate) + ". Take it out";
        }
        found = candidate;
      }
    }
    String rest = text.substring(Math.max(0, Math.min(found, text.length())));
    String before = text.substring(0, Math.min(found, text.length()));
    String word =
        before.replaceFirst("(?s).*[^A-Za-z]", "") + rest.replaceFirst("(?s)[^A-Za-z].*", "");
    if (word.matches("True|False|None")) {
      return word
          + " is a word of Python's; JSON has true, false and null. Write it with json.dump";
    }
    if (rest.startsWith("/") || rest.startsWith("#") || before.endsWith("/")) {
      return "JSON has no comments. Take it out";
    }
    if (rest.startsWith("'") || before.endsWith("'")) {
      return "texts stand between double quotes in JSON, not between single ones";
    }
    return "\""
        + shown(rest)
        + "\" is not expected here. Is a comma or a bracket missing before it?";
  }

  private static @Nullable Integer commaBefore(String text, int at) {
    int i = at - 1;
    while (i >= 0 && Character.isWhitespace(text.charAt(i))) {
      i--;
    }
    return i >= 0 && text.charAt(i) == ',' ? i : null;
  }

  private static String shown(String rest) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN, rest.length()); i++) {
      char c = rest.charAt(i);
      shown.append(Character.isISOControl(c) ? ' ' : c);
    }
    return shown.toString().strip();
  }
}
