package dev.osprey.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.download.RemoteFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FetchProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final FetchProgress progress = new FetchProgress(err, LiveLine.below(err), () -> 0);

  private static RemoteFile weights() {
    return PublishedWeights.entry("torchvision/resnet18-imagenet1k-v1").remote();
  }

  /** 44.661 MiB, as the publisher states, are 46.8 million bytes. */
  @Test
  void printsALineForEachStartAndWaitWithoutATerminal() {
    progress.onStart(weights(), 0, OptionalLong.empty());
    progress.onBytes(20_000_000);
    progress.onWait("the connection broke");
    progress.onStart(weights(), 20_000_000, OptionalLong.of(50_000_000));
    progress.onEnd();
    String start =
        "fetching torchvision/resnet18-imagenet1k-v1 from"
            + " https://download.pytorch.org/models/resnet18-f37072fd.pth ";
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            start + "(46.8 MB)", "the connection broke", start + "(50.0 MB, 20.0 already here)");
  }
}
