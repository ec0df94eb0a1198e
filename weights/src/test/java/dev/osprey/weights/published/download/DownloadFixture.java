package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Downloads the file of a {@link DownloadServer} into a folder. */
public final class DownloadFixture implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Path folder;
  private final DownloadServer server = new DownloadServer();

  DownloadFixture(Path folder) throws IOException {
    this.folder = folder;
  }

  DownloadServer server() {
    return server;
  }

  /** Returns settings that allow only http and pause for a millisecond between attempts. */
  public static Transport.Settings settings(
      Duration stall, int attempts, Map<String, String> variables) {
    return new Transport.Settings(
        Set.of("http"),
        Duration.ofSeconds(5),
        stall,
        new Retry(attempts, Duration.ofMillis(1)),
        new Proxies(variables, name -> null, Optional.empty()));
  }

  /** Returns settings with a long timeout and without a proxy. */
  public static Transport.Settings settings(int attempts) {
    return settings(TIMEOUT, attempts, Map.of());
  }

  /**
   * Returns settings with a long timeout for one attempt, with a proxy for http in the environment.
   */
  static Transport.Settings withProxy(String proxy) {
    return settings(TIMEOUT, 1, Map.of("http_proxy", proxy));
  }

  Path fetch(int attempts) {
    return fetch(attempts, FetchListener.NONE);
  }

  Path fetch(int attempts, FetchListener listener) {
    return fetch(server.remote(), settings(attempts), listener);
  }

  Path fetch(RemoteFile remote, Transport.Settings settings) {
    return fetch(remote, settings, FetchListener.NONE);
  }

  Path fetch(RemoteFile remote, Transport.Settings settings, FetchListener listener) {
    Path file = folder.resolve(remote.file());
    try {
      Path state = Files.createDirectories(folder.resolve("state"));
      Download.run(remote, file, state.resolve("validator"), settings, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Returns the message of the error of a download. */
  String failure(int attempts) {
    return failure(server.remote(), settings(attempts));
  }

  String failure(RemoteFile remote, Transport.Settings settings) {
    Throwable error = catchThrowable(() -> fetch(remote, settings));
    assertThat(error).isInstanceOf(UserError.class);
    return "" + error.getMessage();
  }

  /** Returns the path of the downloaded file. */
  Path file() {
    return folder.resolve(server.remote().file());
  }

  /** Returns the path of the received part of the file. */
  Path partial() {
    return folder.resolve(server.remote().file() + ".part");
  }

  /** Returns the names of the files in the folder. */
  List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(file -> "" + file.getFileName()).toList();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
