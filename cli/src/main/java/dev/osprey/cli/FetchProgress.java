package dev.osprey.cli;

import dev.osprey.weights.published.FetchListener;
import dev.osprey.weights.published.PublishedWeights;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Weights that come over the network, on the terminal: a bar with rate and time that is left. Where
 * standard error is no terminal, a line for each start and each wait.
 */
final class FetchProgress implements FetchListener {
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream err;
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  FetchProgress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** On this process's terminal, if it has one. */
  static FetchProgress onStandardError() {
    return new FetchProgress(System.err, Terminal.isStandardError());
  }

  @Override
  public void onStart(PublishedWeights.Entry entry, long present, OptionalLong total) {
    closeBar();
    err.println(line(entry, present, total));
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("fetching")
              .setInitialMax(total.orElse(entry.approximateBytes()))
              .startsFrom(present, Duration.ZERO)
              .setUnit(" MB", MEGABYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .showSpeed()
              .build();
    }
  }

  private static String line(PublishedWeights.Entry entry, long present, OptionalLong total) {
    return String.format(
        Locale.ROOT,
        "fetching %s from %s (%.1f MB%s)",
        entry.name(),
        entry.address(),
        total.orElse(entry.approximateBytes()) / (double) MEGABYTE,
        present > 0
            ? String.format(Locale.ROOT, ", %.1f of them here", present / (double) MEGABYTE)
            : "");
  }

  @Override
  public void onBytes(long present) {
    if (bar != null) {
      bar.stepTo(present);
    }
  }

  @Override
  public void onWait(String why) {
    closeBar();
    err.println(why);
  }

  @Override
  public void onEnd() {
    closeBar();
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
