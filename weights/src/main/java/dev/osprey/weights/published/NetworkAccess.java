package dev.osprey.weights.published;

import dev.osprey.core.text.UserError;
import java.util.Locale;
import java.util.Map;

/** Whether a {@link WeightsCache} may download a file that it does not have. */
public enum NetworkAccess {
  ONLINE,
  /**
   * No downloads. A file that is not in the cache is an error, whose message states which file to
   * put where.
   */
  OFFLINE;

  private static final String VARIABLE = "OSPREY_OFFLINE";

  /**
   * Returns the access that the environment sets: offline if {@code OSPREY_OFFLINE} is {@code 1},
   * {@code true}, {@code yes} or {@code on}; online if it is {@code 0}, {@code false}, {@code no},
   * {@code off}, empty or absent.
   *
   * @throws UserError if it has another value
   */
  public static NetworkAccess standard() {
    return of(System.getenv());
  }

  static NetworkAccess of(Map<String, String> environment) {
    String value = environment.getOrDefault(VARIABLE, "").strip();
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> OFFLINE;
      case "", "0", "false", "no", "off" -> ONLINE;
      default ->
          throw new UserError(
              "the environment variable "
                  + VARIABLE
                  + " is \""
                  + value
                  + "\"; give 1 to fetch nothing, or 0");
    };
  }
}
