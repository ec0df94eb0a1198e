package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Downloads from slow and silent servers, and the progress that they report. */
class DownloadTimingTest extends DownloadFolder {
  @Test
  void reportsIncreasingBytesUpToTheSize() {
    FetchRecorder recorder = new FetchRecorder();
    server.answering(DownloadServer.slowly(5));
    download.fetch(1, recorder);
    assertThat(recorder.bytes).isSorted().startsWith(0L).endsWith((long) SIZE);
    assertThat(recorder.bytes).hasSizeGreaterThan(3);
    assertThat(recorder.total).hasValue(SIZE);
    assertThat(recorder.ends).isEqualTo(1);
    assertThat(recorder.waits).isEmpty();
  }

  /** The timeout applies to each pause, not to the whole download. */
  @Test
  void waitsForASlowServerThatKeepsSending() {
    server.answering(DownloadServer.slowly(300));
    Transport.Settings settings = DownloadFixture.settings(Duration.ofSeconds(2), 1, Map.of());
    assertThat(download.fetch(server.remote(), settings)).hasBinaryContent(server.content());
  }

  @Test
  void resumesAfterAStall() {
    server.answering(DownloadServer.silentAfter(HALF));
    FetchRecorder recorder = new FetchRecorder();
    Transport.Settings settings = DownloadFixture.settings(Duration.ofMillis(2500), 2, Map.of());
    assertThat(download.fetch(server.remote(), settings, recorder))
        .hasBinaryContent(server.content());
    assertThat(recorder.starts.get(1)).isPositive();
    assertThat(recorder.waits)
        .singleElement()
        .asString()
        .startsWith("the server does not respond (no data for 2 s)");
  }

  @Test
  void givesUpIfTheServerDoesNotRespond() {
    server.answering(DownloadServer.silent());
    Transport.Settings settings = DownloadFixture.settings(Duration.ofMillis(300), 1, Map.of());
    assertThatThrownBy(() -> download.fetch(server.remote(), settings))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the server does not respond (");
  }
}
