package dev.osprey.weights.published.download;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, and an empty folder that its file is downloaded into. */
abstract class DownloadFolder {
  static final int SIZE = DownloadServer.SIZE;

  /** Above what a socket holds back, so that a break leaves something here. */
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
