package dev.osprey.core.file;

import dev.osprey.core.text.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The folders of this machine for files that can be made or fetched again. */
public final class CacheFolder {
  private static final String VARIABLE = "OSPREY_CACHE";
  private static final String WEIGHTS = "weights";

  private CacheFolder() {}

  /** The folder of downloaded weights in the environment of this process. */
  public static Path weights() {
    return of(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  /** A folder beside the downloaded weights, such as {@code graphs}. */
  public static Path beside(String name) {
    Path weights = weights();
    return System.getenv().getOrDefault(VARIABLE, "").isBlank()
        ? weights.resolveSibling(name)
        : weights.resolve(name);
  }

  /**
   * Returns the folder of downloaded weights: {@code $OSPREY_CACHE}, else the cache folder of the
   * system: {@code $XDG_CACHE_HOME} or {@code ~/.cache}, {@code ~/Library/Caches} on macOS, {@code
   * %LOCALAPPDATA%} on Windows, and in there {@code osprey/weights}.
   *
   * @param environment variables by name; empty values count as absent
   * @param system as in {@code os.name}
   * @param home as in {@code user.home}
   */
  static Path of(Map<String, String> environment, String system, String home) {
    return path(environment, VARIABLE)
        .map(Path::toAbsolutePath)
        .orElseGet(() -> caches(environment, system.toLowerCase(Locale.ROOT), home))
        .normalize();
  }

  private static Path caches(Map<String, String> environment, String system, String home) {
    Optional<Path> configured = Optional.empty();
    if (system.startsWith("windows")) {
      configured = path(environment, "LOCALAPPDATA");
    } else if (!system.startsWith("mac")) {
      // The XDG specification requires relative paths to be ignored.
      configured = path(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute);
    }
    return configured
        .orElseGet(() -> defaultFolder(system, home))
        .resolve("osprey")
        .resolve(WEIGHTS);
  }

  private static Path defaultFolder(String system, String home) {
    Path folder = Path.of(home);
    if (!folder.isAbsolute()) { // Java's user.home is "?" for a user that the system does not know
      throw new UserError(
          "there is no home folder to keep weights in (it is \""
              + home
              + "\"); set the environment variable "
              + VARIABLE
              + " to a folder");
    }
    if (system.startsWith("windows")) {
      return folder.resolve("AppData").resolve("Local");
    }
    return system.startsWith("mac")
        ? folder.resolve("Library").resolve("Caches")
        : folder.resolve(".cache");
  }

  private static Optional<Path> path(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    try {
      return value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
    } catch (InvalidPathException e) {
      throw new UserError(
          "the environment variable "
              + variable
              + " is \""
              + value
              + "\", which is not a path: "
              + e.getReason(),
          e);
    }
  }
}
