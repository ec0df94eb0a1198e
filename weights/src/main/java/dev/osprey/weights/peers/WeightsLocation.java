package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.NetworkAccess;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.WeightsCache;
import dev.osprey.weights.published.download.FetchListener;
import java.nio.file.Files;
import java.nio.file.Path;

/** The location of weights that a user names: a file, or published weights in the cache. */
public final class WeightsLocation {
  private WeightsLocation() {}

  /**
   * Returns the file of a name. Published weights that are not in the cache are fetched.
   *
   * @param name a path, or a name of {@link PublishedWeights}; an existing file has precedence
   * @throws UserError if published weights do not exist or cannot be downloaded, and for a missing
   *     file with a similar name
   */
  public static Path file(String name, NetworkAccess access, FetchListener listener) {
    Path path = Path.of(name);
    if (Files.exists(path)) {
      return path;
    }
    if (PublishedWeights.hasPublisherOf(name)) {
      return WeightsCache.standard().fetch(name, access, listener);
    }
    requireNotMistyped(name);
    return path; // opening reports the missing file
  }

  private static void requireNotMistyped(String name) {
    String hint = PublishedWeights.hint(name);
    if (!hint.isEmpty()) {
      throw new UserError(
          name + " does not exist, and no published weights have that name; " + hint.strip());
    }
  }
}
