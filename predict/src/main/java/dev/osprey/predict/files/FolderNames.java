package dev.osprey.predict.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Folder names for classes that are valid on every operating system: no separators, no reserved or
 * invisible characters, at most 100 bytes of UTF-8, and distinct even where case does not count.
 */
final class FolderNames {
  private static final int MAXIMUM_BYTES = 100;

  private FolderNames() {}

  /** One folder name for each class, in the order of the classes. */
  static List<String> ofAll(List<String> classes) {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (String one : classes) {
      String name = of(one);
      String free = name;
      for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
        free = name + "-" + i;
      }
      names.add(free);
    }
    return names;
  }

  /** A valid folder name for one class; two classes may get the same name. */
  static String of(String name) {
    StringBuilder safe = new StringBuilder();
    int bytes = 0;
    for (int point : name.strip().codePoints().toArray()) {
      int kept = isSafe(point) ? point : '_';
      bytes += Character.toString(kept).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAXIMUM_BYTES) {
        break;
      }
      safe.appendCodePoint(kept);
    }
    String text = safe.toString().replaceFirst("[. ]+$", "").replaceFirst("^\\.+", "_");
    if (text.isEmpty()) {
      return "_";
    }
    return isDevice(text) ? "_" + text : text;
  }

  /** Whether a character is visible, no separator and allowed on Windows. */
  private static boolean isSafe(int point) {
    int type = Character.getType(point);
    boolean invisible =
        type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.UNASSIGNED
            || type == Character.PRIVATE_USE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    return !invisible && "/\\:*?\"<>|".indexOf(point) < 0;
  }

  /** Names that Windows reserves for devices. */
  private static boolean isDevice(String name) {
    return name.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
  }
}
