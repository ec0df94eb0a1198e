package dev.osprey.weights.published;

import dev.osprey.core.text.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The folder of fetched weights on this machine. */
final class CacheFolder {
  private static final String VARIABLE = "OSPREY_CACHE";

  private CacheFolder() {}

  /**
   * {@code $OSPREY_CACHE}, else the cache folder of the system: {@code $XDG_CACHE_HOME} or {@code
   * ~/.cache}, {@code ~/Library/Caches} on macOS, {@code %LOCALAPPDATA%} on Windows, and in there
   * {@code osprey/weights}.
   *
   * @param environment variables by name; empty ones count as absent
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
    Optional<Path> stated = Optional.empty();
    if (system.startsWith("windows")) {
      stated = path(environment, "LOCALAPPDATA");
    } else if (!system.startsWith("mac")) {
      // The XDG specification has relative paths ignored.
      stated = path(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute);
    }
    return stated.orElseGet(() -> byHabit(system, home)).resolve("osprey").resolve("weights");
  }

  private static Path byHabit(String system, String home) {
    Path folder = Path.of(home);
    if (!folder.isAbsolute()) { // Java gives "?" to a user whom the system does not know
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
              + "\", which is no path: "
              + e.getReason(),
          e);
    }
  }
}
