package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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

/** Explains in plain words, with line and column, why a file is not valid JSON. */
public final class JsonFault {
  private static final int SHOWN = 20;

  private JsonFault() {}

  /** The error for a failed reading. */
  public static UserError of(IOException failure, Path file) {
    if (failure instanceof NoSuchFileException) {
      return new UserError(file + " does not exist. Check the path", failure);
    }
    if (Files.isDirectory(file)) {
      return new UserError(file + " is a folder, not a JSON file. Name the file in it", failure);
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
      return new UserError(
          file + " is not valid JSON: " + place(syntax, new JsonText(text)), failure);
    }
    return new UserError(file + " cannot be read: " + IoReason.of(failure), failure);
  }

  /** The error for an empty file. */
  public static UserError empty(Path file) {
    return new UserError(
        file + " is " + FileKind.EMPTY.description() + ", no JSON. " + FileKind.EMPTY.cure());
  }

  private static Optional<FileKind> kind(Path file) {
    try {
      return FileKind.of(file).filter(kind -> kind != FileKind.JSON && kind != FileKind.UTF_16);
    } catch (IOException e) {
      return Optional.empty(); // reported below
    }
  }

  private static String place(JsonProcessingException failure, JsonText json) {
    if (failure instanceof StreamConstraintsException) {
      return describe(json.exceeded(CocoJson.PARSERS.streamReadConstraints()));
    }
    JsonLocation location = failure.getLocation();
    if (failure instanceof JsonEOFException || location == null) {
      return endsEarly(json.text().lines().count());
    }
    int line = Math.max(1, location.getLineNr());
    int at = json.index(location);
    if (at >= json.text().stripTrailing().length() && json.isOpen()) {
      return endsEarly(line);
    }
    return String.format("line %d, column %d: %s", line, json.column(location), what(json, at));
  }

  private static String endsEarly(long line) {
    return "it ends in line " + line + ", before it is complete. Was it copied or saved whole?";
  }

  private static String describe(JsonText.Limit limit) {
    return switch (limit) {
      case DEPTH -> "its lists and objects are nested too deeply. Is this the right file?";
      case NUMBER_LENGTH -> "a number in it has more than 1000 digits. Correct or remove it";
      case NAME_LENGTH -> "a key in it has more than 50,000 characters. Is this the right file?";
    };
  }

  private static String what(JsonText json, int at) {
    JsonText.StringFault inString = json.faultInString(at);
    if (inString != null) {
      return switch (inString) {
        case ESCAPE -> "a backslash in a text is written \\\\, and in paths / works too";
        case CONTROL_CHARACTER -> "a text contains a tab or a line break; write \\t or \\n";
      };
    }
    String text = json.text();
    // The parser stops at the character that it cannot use, or directly after it.
    for (int index : List.of(at, at - 1)) {
      if (index >= 0 && index < text.length() && "]}".indexOf(text.charAt(index)) >= 0) {
        return json.hasCommaBefore(index)
            ? "there is an extra comma before " + text.charAt(index) + ". Take it out"
            : unexpected(text.substring(0, index), text.substring(index));
      }
    }
    return unexpected(text.substring(0, at), text.substring(at));
  }

  private static String unexpected(String before, String rest) {
    String word =
        before.replaceFirst("(?s).*[^A-Za-z]", "") + rest.replaceFirst("(?s)[^A-Za-z].*", "");
    if (word.matches("True|False|None")) {
      return word + " is a Python value; JSON has true, false and null. Write it with json.dump";
    }
    if (rest.startsWith("/") || rest.startsWith("#") || before.endsWith("/")) {
      return "JSON has no comments. Take it out";
    }
    if (rest.startsWith("'") || before.endsWith("'")) {
      return "texts in JSON have double quotes, not single ones";
    }
    return "\""
        + shown(rest)
        + "\" is not expected here. Is a comma or a bracket missing before it?";
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
