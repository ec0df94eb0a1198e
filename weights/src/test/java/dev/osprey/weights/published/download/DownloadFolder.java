package dev.osprey.weights.published.download;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a server and an empty folder that the server's file is downloaded into. */
abstract class DownloadFolder {
  static final int SIZE = DownloadServer.SIZE;

  /** More bytes than a socket buffers, so that a broken download leaves a part. */
  static final int HALF = SIZE / 2;

  @TempDir Path folder;
  DownloadFixture download;
  DownloadServer server;

  @BeforeEach
  void start() throws IOException {
    download = new DownloadFixture(folder);
    server = download.server();
  }

  @AfterEach
  void stop() {
    download.close();
  }
}
