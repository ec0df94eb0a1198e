package dev.osprey.cli.failure;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;

/**
 * Whether Java can name all files. It takes the encoding of file names from the locale when it
 * starts; in a container without a locale that is ASCII.
 */
final class FileNameEncoding {
  private static final String CURE =
      "file names are read as ASCII here, because no locale is set. Set LC_ALL=C.UTF-8 and start"
          + " again";

  private FileNameEncoding() {}

  /** Whether an error comes from a name that cannot be expressed. */
  static boolean areToBlameFor(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidPathException) {
        return areAscii();
      }
    }
    return false;
  }

  /** The one message about names that cannot be expressed. */
  static String cure() {
    return CURE;
  }

  /** What to add to a message that shows a name with other characters; empty elsewhere. */
  static String hint(String message) {
    boolean ascii = message.chars().allMatch(c -> c < 0x80);
    return ascii || !areAscii() ? "" : ". Note: " + CURE;
  }

  private static boolean areAscii() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.isSupported(encoding)
        && !Charset.forName(encoding).newEncoder().canEncode('\u00E4');
  }
}
