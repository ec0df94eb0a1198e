package dev.osprey.data.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Recognises files by their names: images by their extensions, and hidden files of operating
 * systems.
 */
public final class ImageFiles {
  /** The extensions of images that can be read, the likeliest first. */
  private static final List<String> ENDINGS =
      List.of(
          ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".jfif", ".jpe",
          ".jif");

  private static final Set<String> UNREADABLE =
      Set.of(
          ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".svg", ".psd", ".exr", ".dng",
          ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw", ".ppm", ".pgm",
          ".pbm", ".ico", ".tga", ".dcm");

  /** Names without a leading dot of files that Windows, macOS and storage systems create. */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "thumbs.db",
          "desktop.ini",
          "__macosx",
          "$recycle.bin",
          "system volume information",
          "@eadir");

  private ImageFiles() {}

  /** Whether a file has the extension of an image that can be read, and is not hidden. */
  public static boolean isImage(Path file) {
    return ENDINGS.contains(ending(file)) && !isHidden(file);
  }

  /** Whether a file has the extension of an image that cannot be read (HEIC, AVIF, raw data). */
  public static boolean isUnreadableImage(Path file) {
    return UNREADABLE.contains(ending(file));
  }

  /**
   * Whether a file or folder is hidden: its name has a leading dot, or is one such as {@code
   * Thumbs.db}.
   */
  public static boolean isHidden(Path file) {
    String name = name(file);
    boolean dotted = name.startsWith(".") && !name.equals(".") && !name.equals("..");
    return dotted || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The extension with its dot, in lower case; the whole name where there is no dot. */
  public static String ending(Path file) {
    String name = name(file);
    return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
  }

  /**
   * The rank of an extension among those of images, 0 for the likeliest; -1 if it is none of them.
   */
  public static int rank(String ending) {
    return ENDINGS.indexOf(ending);
  }

  /** The extensions that can be read, as a list for messages. */
  public static String endings() {
    return String.join(", ", ENDINGS);
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
