package dev.osprey.core.runtime;

import dev.osprey.core.text.UserError;
import java.util.List;
import java.util.Locale;

/**
 * A kind of machine, by operating system and processor. Native libraries are built for some kinds
 * only; on other machines none is loaded, because a library of the same name on them may be a
 * different one.
 *
 * @param system {@code linux}, {@code macosx}, {@code windows}, or another name in lower case
 * @param processor {@code x86_64}, {@code arm64}, or another name in lower case
 */
public record Platform(String system, String processor) {

  /** The platform of the machine that runs this program. */
  public static Platform current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /** Creates a platform from Java's names for system and processor. */
  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    return new Platform(system(os), processor(arch));
  }

  private static String system(String name) {
    if (name.startsWith("linux")) {
      return "linux";
    }
    if (name.startsWith("mac") || name.startsWith("darwin")) {
      return "macosx";
    }
    return name.startsWith("windows") ? "windows" : name.replace(' ', '-');
  }

  private static String processor(String name) {
    return switch (name) {
      case "amd64", "x86-64", "x86_64", "x64" -> "x86_64";
      case "aarch64", "arm64", "armv8" -> "arm64";
      default -> name;
    };
  }

  /**
   * Throws unless this is one of the platforms that a library is built for.
   *
   * @param library its name, for the message
   * @param supported platforms, as {@link #toString} writes them
   */
  public void require(String library, List<String> supported) {
    if (!supported.contains(toString())) {
      throw new UserError(
          library
              + " has no build for this machine ("
              + this
              + "); it runs on "
              + String.join(", ", supported)
              + ". Run Osprey on one of these; it is tested on linux-x86_64");
    }
  }

  /** {@code linux-x86_64}. */
  @Override
  public String toString() {
    return system + "-" + processor;
  }
}
