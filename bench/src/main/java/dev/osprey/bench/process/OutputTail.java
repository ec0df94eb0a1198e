package dev.osprey.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads an error stream to its end, so that it never blocks, and keeps a few of its lines. */
final class OutputTail {
  private static final int KEPT = 200;
  private static final String TRACEBACK = "Traceback ";

  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  OutputTail(InputStream stream) {
    reader = new Thread(() -> read(stream), "errors of a child");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException | UncheckedIOException e) {
      add("its errors cannot be read: " + e.getMessage());
    }
  }

  private synchronized void add(String line) {
    if (!line.isBlank() && lines.size() < KEPT) {
      lines.add(line.strip());
    } else if (!line.isBlank()) {
      lines.set(KEPT - 1, line.strip());
    }
  }

  /**
   * The line that tells the error, once the stream has ended: the first, or the last one below the
   * calls that Python lists. Empty if there is none.
   */
  String error() throws InterruptedException {
    reader.join(2_000);
    synchronized (this) {
      boolean traceback = lines.stream().anyMatch(line -> line.startsWith(TRACEBACK));
      return lines.isEmpty() ? "" : lines.get(traceback ? lines.size() - 1 : 0);
    }
  }
}
