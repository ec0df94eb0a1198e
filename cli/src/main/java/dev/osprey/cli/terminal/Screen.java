package dev.osprey.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * The terminal that standard error is: ordinary output, and at most one live line below it. The
 * live line is erased before ordinary output and drawn again after it, so that no line of output is
 * ever drawn over. Thread-safe.
 *
 * <p>It needs a terminal that knows two sequences: carriage return, and {@code ESC [ K}, which
 * erases the rest of the line.
 */
final class Screen {
  private static final String ERASE = "\r\u001b[K";

  /** Columns that stay free: {@code ^C} is echoed there, and a full line would wrap. */
  private static final int MARGIN = 3;

  private final OutputStream terminal;
  private final IntSupplier columns;
  private LiveText wanted = LiveText.NONE;
  private boolean drawn;
  private boolean lineIsOpen;
  private boolean closed;

  /**
   * @param terminal takes the live line
   * @param columns of the terminal as it is now
   */
  Screen(OutputStream terminal, IntSupplier columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  int columns() {
    return columns.getAsInt();
  }

  /**
   * Writes ordinary output, a whole line as a rule.
   *
   * @param target the terminal, or standard output, which may be the same terminal
   * @throws IOException where the target does not take it
   */
  synchronized void write(OutputStream target, byte[] bytes) throws IOException {
    erase();
    try {
      target.write(bytes);
      target.flush();
    } finally {
      lineIsOpen = bytes[bytes.length - 1] != '\n';
      draw();
    }
  }

  /** Shows a live line in place of the one before; {@link LiveText#NONE} for none. */
  synchronized void show(LiveText text) {
    wanted = text;
    draw();
  }

  /** Erases the live line for good: the process ends. */
  synchronized void close() {
    erase();
    closed = true;
  }

  private void draw() {
    String line = closed || lineIsOpen ? "" : wanted.fitted(columns.getAsInt() - MARGIN);
    if (line.isEmpty()) {
      erase();
    } else {
      send(ERASE + line);
      drawn = true;
    }
  }

  private void erase() {
    if (drawn) {
      send(ERASE);
      drawn = false;
    }
  }

  private void send(String text) {
    try {
      terminal.write(text.getBytes(StandardCharsets.UTF_8));
      terminal.flush();
    } catch (IOException e) {
      closed = true; // the terminal is gone; the work goes on
    }
  }
}
