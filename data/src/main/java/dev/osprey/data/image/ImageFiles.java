package dev.osprey.data.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What files are called: which endings images have, and which files are systems' own. */
public final class ImageFiles {
  /** The likeliest first. */
  private static final List<String> ENDINGS =
      List.of(
          ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".jfif", ".jpe",
          ".jif");

  private static final Set<String> UNREADABLE =
      Set.of(
          ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".svg", ".psd", ".exr", ".dng",
          ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw", ".ppm", ".pgm",
          ".pbm", ".ico", ".tga", ".dcm");

  /** Names without a leading dot that Windows, macOS and storage systems leave behind. */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "thumbs.db",
          "desktop.ini",
          "__macosx",
          "$recycle.bin",
          "system volume information",
          "@eadir");

  private ImageFiles() {}

  /** Whether a name is that of an image that can be read, and is not hidden. */
  public static boolean isImage(Path file) {
    return ENDINGS.contains(ending(file)) && !isHidden(file);
  }

  /** Whether a name is that of an image of a kind that cannot be read (HEIC, AVIF, raw data). */
  public static boolean isUnreadableImage(Path file) {
    return UNREADABLE.contains(ending(file));
  }

  /** Whether a file or folder is a system's own: a leading dot, or a name as {@code Thumbs.db}. */
  public static boolean isHidden(Path file) {
    String name = name(file);
    boolean dotted = name.startsWith(".") && !name.equals(".") && !name.equals("..");
    return dotted || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The ending with its dot, in small letters; the whole name where there is no dot. */
  public static String ending(Path file) {
    String name = name(file);
    return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
  }

  /** The place of an ending among those of images, the likeliest first; -1 where it is none. */
  public static int rank(String ending) {
    return ENDINGS.indexOf(ending);
  }

  /** The endings that can be read, as a message lists them. */
  public static String endings() {
    return String.join(", ", ENDINGS);
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
