package dev.osprey.weights.published.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interruption of the thread that downloads. */
class DownloadInterruptionTest extends DownloadFolder {
  @Test
  void reportsAnInterruptionDuringWriting() throws IOException {
    try (PartFile part = PartFile.open(download.partial(), folder.resolve("validator"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> part.append(ByteBuffer.wrap(new byte[] {1})))
          .isInstanceOf(UserError.class)
          .hasMessage(
              download.partial() + ": the download was interrupted; the next attempt resumes it");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void keepsTheReceivedPartAtAnInterruption() throws Exception {
    server.answering(DownloadServer.silentAfter(HALF));
    List<Throwable> thrown = new ArrayList<>();
    Thread thread = new Thread(() -> thrown.add(catchThrowable(() -> download.fetch(2))));
    thread.start();
    while (!Files.exists(download.partial()) || Files.size(download.partial()) == 0) {
      Thread.sleep(10);
    }
    thread.interrupt();
    thread.join();
    assertThat(thrown).singleElement().isInstanceOf(UserError.class);
    assertThat(thrown.get(0)).hasMessageContaining("interrupted");
    assertThat(download.partial()).exists();
    assertThat(download.fetch(1)).hasBinaryContent(server.content());
    assertThat(server.requests().get(1).getFirst("Range")).isNotNull();
  }
}
