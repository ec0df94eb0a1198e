package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resuming after broken connections, with ranges and parts of earlier runs. */
class DownloadResumeTest extends DownloadFolder {
  @Test
  void requestsOnlyTheRestAfterABrokenConnection() {
    FetchRecorder recorder = new FetchRecorder();
    server.answering(DownloadServer.breakingAfter(HALF));
    Path file = download.fetch(2, recorder);
    assertThat(file).hasBinaryContent(server.content());
    assertThat(server.requests()).hasSize(2);
    long present = recorder.starts.get(1);
    assertThat(present).isPositive().isLessThanOrEqualTo(HALF);
    assertThat(server.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + present + "-");
    assertThat(server.requests().get(1).getFirst("If-Range")).isEqualTo("\"one\"");
    assertThat(recorder.bytes).isSorted().endsWith((long) SIZE);
    assertThat(recorder.waits).singleElement().asString().contains("connection broke");
  }

  @Test
  void resumesThePartOfAnEarlierRun() throws IOException {
    server.answering(DownloadServer.breakingAfter(HALF));
    assertThat(download.failure(1))
        .contains(" cannot be downloaded: the connection broke", "were received and are kept")
        .endsWith("put it at " + folder.resolve(server.remote().file()));
    long sizeBefore = Files.size(download.partial());
    assertThat(sizeBefore).isPositive();
    assertThat(download.files()).containsExactly(download.partial().getFileName().toString());

    assertThat(download.fetch(1)).hasBinaryContent(server.content());
    assertThat(server.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + sizeBefore + "-");
    assertThat(download.files()).containsExactly(server.remote().file());
  }

  @Test
  void restartsIfTheServerHasNoRanges() {
    server.answering(DownloadServer.breakingAfter(HALF), DownloadServer.withoutRanges());
    FetchRecorder recorder = new FetchRecorder();
    Path file = download.fetch(2, recorder);
    assertThat(file).hasBinaryContent(server.content());
    assertThat(server.requests().get(1).getFirst("Range")).isNotNull();
    assertThat(recorder.starts).containsExactly(0L, 0L);
  }

  /** Without a validator it is unknown which state of the file the part is from. */
  @Test
  void restartsAPartWithoutAValidator() throws IOException {
    Files.write(download.partial(), new byte[1000]);
    assertThat(download.fetch(1)).hasBinaryContent(server.content());
    assertThat(server.requests().get(0).getFirst("Range")).isNull();
  }

  @Test
  void restartsIfTheFileChangedSinceThePart() {
    byte[] now = DownloadServer.content(8);
    server.answering(DownloadServer.breakingAfter(HALF), DownloadServer.whole(now, "\"two\""));
    URI address = URI.create(server.address() + "/t-" + DownloadServer.digits(now) + ".pth");
    Path file = download.fetch(DownloadServer.remote(address), DownloadFixture.settings(2));
    assertThat(file).hasBinaryContent(now);
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(1).getFirst("If-Range")).isEqualTo("\"one\"");
  }

  /**
   * The server sends 206 regardless of If-Range. The part is discarded because of another tag, else
   * because of the digest.
   */
  @ParameterizedTest
  @ValueSource(strings = {"\"two\"", "\"one\""})
  void discardsAPartOfAnotherFile(String tag) {
    byte[] other = DownloadServer.content(9);
    server.answering(
        DownloadServer.breakingAfter(HALF), DownloadServer.partWhateverChanged(other, tag));
    assertThat(download.fetch(3)).hasBinaryContent(server.content());
    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().get(2).getFirst("Range")).isNull();
  }

  /** All bytes were received before the connection broke, so the server has no further ones. */
  @Test
  void renamesACompletePart() throws IOException {
    server.answering(DownloadServer.breakingAfter(HALF));
    download.failure(1);
    Files.write(download.partial(), server.content());
    assertThat(download.fetch(1)).hasBinaryContent(server.content());
    assertThat(server.requests().get(1).getFirst("Range")).isEqualTo("bytes=" + SIZE + "-");
  }

  @Test
  void discardsAPartThatIsLongerThanTheFile() throws IOException {
    server.answering(DownloadServer.breakingAfter(HALF));
    download.failure(1);
    Files.write(download.partial(), new byte[SIZE + 1]);
    assertThat(download.fetch(2)).hasBinaryContent(server.content());
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void restartsIfTheTotalIsNotAValidNumber() {
    server.answering(
        DownloadServer.breakingAfter(HALF),
        (exchange, server) -> {
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + HALF + "-299999/99999999999999999999999");
          exchange.sendResponseHeaders(206, 1);
          exchange.getResponseBody().write(1);
        });
    assertThat(download.fetch(3)).hasBinaryContent(server.content());
  }

  /**
   * Three attempts in a row without new bytes end the download; attempts with new bytes do not
   * count.
   */
  @Test
  void doesNotCountAttemptsWithProgress() {
    server.answering(
        DownloadServer.breakingAfter(HALF),
        DownloadServer.status(502),
        (exchange, server) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.substring(6, range.length() - 1));
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
          exchange.sendResponseHeaders(206, SIZE - from);
          exchange.getResponseBody().write(server.content(), from, HALF / 2);
          exchange.getResponseBody().flush();
        },
        DownloadServer.status(502));
    assertThat(download.fetch(3)).hasBinaryContent(server.content());
    assertThat(server.requests()).hasSize(5);
  }
}
