package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.weights.published.NetworkAccess;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.WeightsCache;
import dev.osprey.weights.published.download.FetchListener;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where weights are that a user names: a file, or published ones in the cache. */
public final class WeightsLocation {
  private WeightsLocation() {}

  /**
   * The file that a name stands for; published weights that are not here are fetched.
   *
   * @param name a path, or a name of {@link PublishedWeights}; a file that is there comes first
   * @throws UserError for published weights that do not exist or cannot be fetched, and for what is
   *     no file but nearly their name
   */
  public static Path file(String name, NetworkAccess access, FetchListener listener) {
    Path path = Path.of(name);
    if (Files.exists(path)) {
      return path;
    }
    if (PublishedWeights.hasPublisherOf(name)) {
      return WeightsCache.standard().fetch(name, access, listener);
    }
    requireNoSlip(name);
    return path; // opening says that it is not there
  }

  private static void requireNoSlip(String name) {
    String hint = PublishedWeights.hint(name);
    if (!hint.isEmpty()) {
      throw new UserError(
          name + " is no file, and no published weights have that name; " + hint.strip());
    }
  }
}
