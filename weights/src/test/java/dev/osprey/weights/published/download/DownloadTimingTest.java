package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Slow and silent servers, and what is reported in the meantime. */
class DownloadTimingTest extends DownloadFolder {
  @Test
  void reportsBytesThatNeverFallAndEndWithTheSize() {
    FetchRecorder heard = new FetchRecorder();
    server.answering(DownloadServer.slowly(5));
    download.fetch(1, heard);
    assertThat(heard.bytes).isSorted().startsWith(0L).endsWith((long) SIZE);
    assertThat(heard.bytes).hasSizeGreaterThan(3);
    assertThat(heard.total).hasValue(SIZE);
    assertThat(heard.ends).isEqualTo(1);
    assertThat(heard.waits).isEmpty();
  }

  /** Whole pauses are no stall, however slow the whole. */
  @Test
  void waitsForASlowServerAsLongAsItSendsAnything() {
    server.answering(DownloadServer.slowly(300));
    Transport.Settings settings = DownloadFixture.settings(Duration.ofSeconds(2), 1, Map.of());
    assertThat(download.fetch(server.remote(), settings)).hasBinaryContent(server.content());
  }

  @Test
  void continuesAfterSilenceInTheMiddle() {
    server.answering(DownloadServer.silentAfter(HALF));
    FetchRecorder heard = new FetchRecorder();
    Transport.Settings settings = DownloadFixture.settings(Duration.ofMillis(2500), 2, Map.of());
    assertThat(download.fetch(server.remote(), settings, heard)).hasBinaryContent(server.content());
    assertThat(heard.starts.get(1)).isPositive();
    assertThat(heard.waits)
        .singleElement()
        .asString()
        .startsWith("the server does not answer (no data for 2 s)");
  }

  @Test
  void givesUpAfterSilenceBeforeTheResponse() {
    server.answering(DownloadServer.silent());
    Transport.Settings settings = DownloadFixture.settings(Duration.ofMillis(300), 1, Map.of());
    assertThatThrownBy(() -> download.fetch(server.remote(), settings))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the server does not answer (");
  }
}
