package dev.osprey.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names of classes as names of folders on any system: without what would lead elsewhere or cannot
 * be a name, no longer than file systems take, each once without regard to case.
 */
final class SafeName {
  private static final int MOST_BYTES = 100;

  private SafeName() {}

  /** One folder name for each class, in their order. */
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

  /** Such a name for one class; two classes may get the same. */
  static String of(String name) {
    StringBuilder safe = new StringBuilder();
    int bytes = 0;
    for (int point : name.strip().codePoints().toArray()) {
      int kept = isSafe(point) ? point : '_';
      bytes += Character.toString(kept).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MOST_BYTES) {
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

  /** Not what separates folders, nor what Windows forbids, nor what cannot be seen. */
  private static boolean isSafe(int point) {
    int type = Character.getType(point);
    boolean unseen =
        type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.UNASSIGNED
            || type == Character.PRIVATE_USE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    return !unseen && "/\\:*?\"<>|".indexOf(point) < 0;
  }

  private static boolean isDevice(String name) {
    return name.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
  }
}
