package dev.osprey.weights.peers;

import dev.osprey.weights.published.Access;
import dev.osprey.weights.published.FetchListener;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.WeightsCache;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where weights are that a user names: a file, or published ones in the cache. */
public final class WeightsLocation {
  private WeightsLocation() {}

  /**
   * The file that a name stands for; published weights that are not here are fetched.
   *
   * @param name a path, or a name of {@link PublishedWeights}; a file that is there comes first
   * @throws dev.osprey.core.UserError for published weights that do not exist or cannot be fetched
   */
  public static Path file(String name, FetchListener listener) {
    Path path = Path.of(name);
    return Files.exists(path) || !PublishedWeights.hasPublisherOf(name)
        ? path
        : WeightsCache.standard().fetch(name, Access.ONLINE, listener);
  }
}
