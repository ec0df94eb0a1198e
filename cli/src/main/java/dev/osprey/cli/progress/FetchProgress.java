package dev.osprey.cli.progress;

import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.LiveText;
import dev.osprey.cli.terminal.Seconds;
import dev.osprey.weights.published.download.FetchListener;
import dev.osprey.weights.published.download.RemoteFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Shows the download of published weights on a live line, with the rate and the remaining time. If
 * standard error is not a terminal, prints one line for each start and each wait.
 */
public final class FetchProgress implements FetchListener {
  private static final double MEGABYTE = 1e6;

  private final PrintStream err;
  private final LiveLine live;
  private final LongSupplier nanoTime;
  private long total;
  private long presentAtStart;
  private long startNanos;

  /**
   * @param nanoTime the clock, such as {@link System#nanoTime}
   */
  FetchProgress(PrintStream err, LiveLine live, LongSupplier nanoTime) {
    this.err = err;
    this.live = live;
    this.nanoTime = nanoTime;
  }

  /** Shows progress on standard error of this process, with a live line if that is a terminal. */
  public static FetchProgress onStandardError() {
    return new FetchProgress(System.err, LiveLine.below(System.err), System::nanoTime);
  }

  @Override
  public void onStart(RemoteFile file, long present, OptionalLong bytes) {
    live.close();
    err.println(line(file, present, bytes));
    total = bytes.orElse(file.approximateBytes());
    presentAtStart = present;
    startNanos = nanoTime.getAsLong();
    live.showWaiting("fetching");
  }

  private static String line(RemoteFile file, long present, OptionalLong total) {
    return String.format(
        Locale.ROOT,
        "fetching %s from %s (%.1f MB%s)",
        file.name(),
        file.address(),
        total.orElse(file.approximateBytes()) / MEGABYTE,
        present > 0 ? String.format(Locale.ROOT, ", %.1f already here", present / MEGABYTE) : "");
  }

  @Override
  public void onBytes(long present) {
    if (live.isShown()) {
      live.show(() -> text(present));
    }
  }

  private LiveText text(long present) {
    double seconds = (nanoTime.getAsLong() - startNanos) / 1e9;
    double rate = (present - presentAtStart) / Math.max(seconds, 1e-3);
    List<String> parts = new ArrayList<>();
    parts.add(
        String.format(
            Locale.ROOT, "fetching: %.1f of %.1f MB", present / MEGABYTE, total / MEGABYTE));
    parts.add(String.format(Locale.ROOT, "%.1f MB/s", rate / MEGABYTE));
    if (rate > 0 && seconds > 1) {
      parts.add(Seconds.text((total - present) / rate) + " left");
    }
    return new LiveText(total > 0 ? present / (double) total : -1, parts);
  }

  @Override
  public void onWait(String why) {
    live.close();
    err.println(why);
    live.showWaiting("waiting");
  }

  @Override
  public void onEnd() {
    live.close();
  }
}
