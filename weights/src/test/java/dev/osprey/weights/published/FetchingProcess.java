package dev.osprey.weights.published;

import dev.osprey.weights.published.download.FetchListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Fetches a file into a folder, in a process of its own. */
final class FetchingProcess {
  private FetchingProcess() {}

  /**
   * @param args folder and address
   */
  public static void main(String[] args) {
    new WeightsCache(
            Path.of(args[0]), WeightsCacheTest.settings(Duration.ofSeconds(20), 1, Map.of()))
        .fetch(LocalPublisher.entry(URI.create(args[1])), NetworkAccess.ONLINE, FetchListener.NONE);
  }
}
