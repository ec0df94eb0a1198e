package dev.osprey.cli.progress;

import dev.osprey.inference.InferenceTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The line about speed at the end of {@code predict} and {@code val}: the average milliseconds per
 * image. The first image or batch warms the engine up, so it is reported separately.
 */
public final class SpeedReport {
  private final String decoding;
  private final String engine;
  private long decodingNanos;
  private long firstNanos;
  private int images;
  private int first;
  private InferenceTimes start;
  private InferenceTimes last;

  /**
   * @param decoding the name of the time before inference
   * @param start times of the detector before the first image
   * @param engine that runs the detector
   */
  public SpeedReport(String decoding, InferenceTimes start, String engine) {
    this.decoding = decoding;
    this.engine = engine;
    this.start = start;
    last = start;
  }

  /**
   * Adds the times of an image or a batch.
   *
   * @param count number of images
   * @param nanos time of decoding them
   * @param now times of the detector after them
   */
  public void add(int count, long nanos, InferenceTimes now) {
    if (first == 0) {
      first = count;
      firstNanos = nanos + now.since(start).whole();
      start = now;
    } else {
      images += count;
      decodingNanos += nanos;
    }
    last = now;
  }

  /** A line about the speed and one about the engine; empty if no image was added. */
  public String text() {
    return first == 0 ? "" : speed() + System.lineSeparator() + "engine: " + engine;
  }

  private String speed() {
    String warming =
        String.format(
            Locale.ROOT,
            "the first %s, which %s the engine up, took %s ms",
            first == 1 ? "image" : first + " images",
            first == 1 ? "warms" : "warm",
            milliseconds(firstNanos, 1));
    return images == 0
        ? "speed: " + warming
        : String.format(
            Locale.ROOT,
            "speed: %s ms per image, over %d %s; %s",
            parts(),
            images,
            images == 1 ? "image" : "images",
            warming);
  }

  private String parts() {
    InferenceTimes times = last.since(start);
    List<String> parts = new ArrayList<>();
    parts.add(part(decoding, decodingNanos));
    switch (times.parts()) {
      case ONE_GRAPH ->
          parts.add(part("graph (resizing, network and selection in one)", times.whole()));
      case GPU -> {
        parts.add(part("resizing", times.resizing()));
        parts.add(part("network and selection", times.whole() - times.resizing()));
      }
      case MEASURED -> {
        if (times.resizing() > 0) {
          parts.add(part("resizing", times.resizing()));
        }
        parts.add(part("network", times.network()));
        parts.add(part("selection", times.selection()));
      }
    }
    return String.join(", ", parts);
  }

  private String part(String name, long nanos) {
    return name + " " + milliseconds(nanos, images);
  }

  private static String milliseconds(long nanos, int count) {
    double value = nanos / 1e6 / count;
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }
}
