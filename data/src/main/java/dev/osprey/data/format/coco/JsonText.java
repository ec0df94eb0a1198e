package dev.osprey.data.format.coco;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text of a file that is not valid JSON, with methods that find the reason. */
record JsonText(String text) {
  /** Characters that may follow a backslash in a string. */
  private static final String ESCAPES = "\"\\/bfnrtu";

  private static final int HEX_DIGITS = 4;

  /** A limit of the parser that a text exceeds. */
  enum Limit {
    DEPTH,
    NUMBER_LENGTH,
    NAME_LENGTH
  }

  /** A fault in a string. */
  enum StringFault {
    /** A backslash that begins no escape. */
    ESCAPE,
    /** A control character that is not escaped, such as a tab or a line break. */
    CONTROL_CHARACTER
  }

  /** The index in the text of a parser's location, at most the text's length. */
  int index(JsonLocation place) {
    int start = start(place);
    int column = Math.max(0, place.getColumnNr() - 1);
    boolean inBytes = place.getByteOffset() >= 0;
    return Math.min(start + (inBytes ? characters(start, column) : column), text.length());
  }

  /** The column of a parser's location in characters, from 1. */
  int column(JsonLocation place) {
    return 1 + index(place) - start(place);
  }

  /** The index at which the line of a location starts. */
  private int start(JsonLocation place) {
    int start = 0;
    for (int line = 1; line < place.getLineNr(); line++) {
      int end = text.indexOf('\n', start);
      start = end < 0 ? text.length() : end + 1;
    }
    return start;
  }

  /** The number of characters from {@code start} on that take that many bytes of UTF-8. */
  private int characters(int start, int bytes) {
    int end = Math.min(start + bytes, text.length());
    byte[] line = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
    return new String(line, 0, Math.min(bytes, line.length), StandardCharsets.UTF_8).length();
  }

  /** Whether more brackets open than close outside of strings, or a string does not end. */
  boolean isOpen() {
    int depth = 0;
    int index = 0;
    while (index < text.length()) {
      char each = text.charAt(index);
      if (each == '"') {
        index = stringEnd(index);
        if (index >= text.length()) {
          return true;
        }
      }
      depth += change(each);
      index++;
    }
    return depth > 0;
  }

  private static int change(char each) {
    return switch (each) {
      case '{', '[' -> 1;
      case '}', ']' -> -1;
      default -> 0;
    };
  }

  /** The index of the quote that closes a string; the text's length or more where none does. */
  private int stringEnd(int start) {
    int index = start + 1;
    while (index < text.length() && text.charAt(index) != '"') {
      index += text.charAt(index) == '\\' ? 2 : 1;
    }
    return index;
  }

  /** The fault of the first faulty string up to {@code end}; null if there is none. */
  @Nullable StringFault faultInString(int end) {
    boolean inString = false;
    for (int index = 0; index <= Math.min(end, text.length() - 1); index++) {
      char each = text.charAt(index);
      if (each == '"') {
        inString = !inString;
      } else if (inString && each < ' ') {
        return StringFault.CONTROL_CHARACTER;
      } else if (inString && each == '\\') {
        if (!isEscape(index)) {
          return StringFault.ESCAPE;
        }
        index++;
      }
    }
    return null;
  }

  /** Whether an escape begins at a backslash, or the text ends in it. */
  private boolean isEscape(int start) {
    int kind = start + 1;
    if (kind >= text.length()) {
      return true;
    }
    int digits = text.charAt(kind) == 'u' ? HEX_DIGITS : 0;
    return ESCAPES.indexOf(text.charAt(kind)) >= 0
        && text.substring(kind + 1, Math.min(kind + 1 + digits, text.length()))
            .chars()
            .allMatch(digit -> Character.digit(digit, 16) >= 0);
  }

  /** The limit that the text exceeds. */
  Limit exceeded(StreamReadConstraints limits) {
    int depth = 0;
    int number = 0;
    for (int index = 0; index < text.length(); index++) {
      char each = text.charAt(index);
      if (each == '"') {
        index = stringEnd(index);
      }
      depth += change(each);
      number = Character.isDigit(each) ? number + 1 : 0;
      if (depth > limits.getMaxNestingDepth()) {
        return Limit.DEPTH;
      }
      if (number > limits.getMaxNumberLength()) {
        return Limit.NUMBER_LENGTH;
      }
    }
    return Limit.NAME_LENGTH;
  }

  /** Whether the last character before an index, apart from spaces, is a comma. */
  boolean hasCommaBefore(int index) {
    String before = text.substring(0, index).stripTrailing();
    return before.endsWith(",");
  }
}
