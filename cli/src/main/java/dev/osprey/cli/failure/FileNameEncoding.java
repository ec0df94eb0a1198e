package dev.osprey.cli.failure;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;

/**
 * Recognises file names that Java cannot represent. Java takes the encoding of file names from the
 * locale; in a container without a locale that is ASCII.
 */
final class FileNameEncoding {
  private static final String FIX =
      "file names are read as ASCII here, because no locale is set. Set LC_ALL=C.UTF-8 and run"
          + " the command again";

  private FileNameEncoding() {}

  /** Whether an error was caused by a file name that cannot be represented. */
  static boolean causes(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidPathException) {
        return areAscii();
      }
    }
    return false;
  }

  /** The message about names that cannot be represented. */
  static String fix() {
    return FIX;
  }

  /** Returns a note for a message with characters that file names cannot have here, else "". */
  static String hint(String message) {
    boolean ascii = message.chars().allMatch(c -> c < 0x80);
    return ascii || !areAscii() ? "" : ". Note: " + FIX;
  }

  private static boolean areAscii() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.isSupported(encoding)
        && !Charset.forName(encoding).newEncoder().canEncode('\u00E4');
  }
}
