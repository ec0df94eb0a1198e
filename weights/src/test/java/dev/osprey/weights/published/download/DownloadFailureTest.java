package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that servers, networks and disks refuse. */
class DownloadFailureTest extends DownloadFolder {
  @Test
  void removesAFileWithAnotherDigest() throws IOException {
    byte[] other = "not weights".getBytes(StandardCharsets.UTF_8);
    server.answering(DownloadServer.whole(other, "\"x\""));
    assertThat(download.failure(3))
        .startsWith(server.remote().address() + ": the received file is not the publisher's")
        .contains(
            "11 bytes begins with " + DownloadServer.digits(other),
            "not with " + server.remote().digits(),
            "It was removed");
    assertThat(download.files()).isEmpty();
    assertThat(server.requests()).hasSize(1);
    assertThat(download.fetch(1)).hasBinaryContent(server.content());
  }

  @Test
  void reportsAWebPageAndKeepsThePart() throws IOException {
    server.answering(
        DownloadServer.breakingAfter(HALF),
        DownloadServer.status(200, "Content-Type", "text/html; charset=utf-8"));
    download.failure(1);
    long sizeBefore = Files.size(download.partial());
    assertThat(download.failure(1))
        .contains("the server sent a web page (text/html", "requires a login");
    assertThat(Files.size(download.partial())).isEqualTo(sizeBefore);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403, 410, 407, 451})
  void doesNotRetryARefusal(int status) throws IOException {
    server.answering(DownloadServer.status(status));
    assertThat(download.failure(5))
        .startsWith(server.remote().address() + ": ")
        .contains("(status " + status + ")", "put it at " + folder);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void retriesAfterTemporaryServerErrors() {
    FetchRecorder recorder = new FetchRecorder();
    server.answering(DownloadServer.status(503), DownloadServer.status(429, "Retry-After", "0"));
    Path file = download.fetch(3, recorder);
    assertThat(file).hasBinaryContent(server.content());
    assertThat(recorder.waits)
        .containsExactly(
            "the server answers with status 503; trying again in 0 s",
            "the server answers with status 429; trying again in 0 s");
  }

  @Test
  void givesUpAfterRepeatedServerErrors() {
    DownloadServer.Answer error = DownloadServer.status(500);
    server.answering(error, error, error, error);
    assertThat(download.failure(3))
        .contains("cannot be downloaded: the server answers with status 500");
    assertThat(server.requests()).hasSize(3);
  }

  /** 4 EB, more than any disk. */
  @Test
  void refusesAResponseThatIsMuchTooLong() throws IOException {
    server.answering((exchange, server) -> exchange.sendResponseHeaders(200, 1L << 62));
    assertThat(download.failure(1))
        .contains("not the publisher's: it has 4611686018.43 GB or more", "was removed");
    assertThat(download.files()).isEmpty();
  }

  @Test
  void stopsAnEndlessResponse() throws IOException {
    server.answering(
        (exchange, server) -> {
          exchange.sendResponseHeaders(200, 0); // chunked, without a length
          for (int i = 0; i < 100_000; i++) {
            exchange.getResponseBody().write(new byte[1 << 16]);
          }
        });
    assertThat(download.failure(1)).contains("not the publisher's: it has 1.", "MB or more");
    assertThat(download.files()).isEmpty();
  }

  @Test
  void reportsAPartFileThatCannotBeWritten() throws IOException {
    Files.createDirectory(download.partial());
    assertThat(download.failure(1))
        .startsWith(download.partial() + " cannot be written: ")
        .contains("OSPREY_CACHE");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void reportsAPortWithoutAServer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    RemoteFile entry = server.remoteAt("http://localhost:" + port);
    assertThatThrownBy(() -> download.fetch(entry, DownloadFixture.settings(2)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be downloaded: no connection to the host localhost")
        .hasMessageContaining("https_proxy");
  }

  /** The name ends in .invalid, which RFC 2606 reserves, so the host does not exist. */
  @Test
  void reportsAnUnknownHost() {
    RemoteFile entry = server.remoteAt("http://weights.invalid");
    assertThatThrownBy(() -> download.fetch(entry, DownloadFixture.settings(1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the host weights.invalid is not found");
    assertThat(folder.resolve(entry.file() + ".part")).doesNotExist();
  }
}
