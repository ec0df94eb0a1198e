package dev.osprey.weights.published;

import dev.osprey.networks.backbone.ResNet;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.published.download.DownloadFixture;
import dev.osprey.weights.published.download.DownloadServer;
import dev.osprey.weights.published.download.FetchListener;
import dev.osprey.weights.published.download.RemoteFile;
import java.net.URI;
import java.nio.file.Path;

/** Downloads a file into a cache in a separate process. */
final class WeightsCacheProcess {
  private WeightsCacheProcess() {}

  /**
   * @param args the folder and the address
   */
  public static void main(String[] args) {
    new WeightsCache(Path.of(args[0]), DownloadFixture.settings(1))
        .fetch(entry(URI.create(args[1])), NetworkAccess.ONLINE, FetchListener.NONE);
  }

  /** Returns an entry with the address of a test server. */
  static PublishedWeights.Entry entry(URI address) {
    return new PublishedWeights.Entry(
        new RemoteFile("local/tiny", address, DownloadServer.SIZE),
        new Target.OfBackbone("resnet", ResNet.Config.of(18)),
        new TorchvisionBackboneNames(),
        1000,
        "made by a test");
  }
}
