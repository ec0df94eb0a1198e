package dev.osprey.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * The terminal of standard error, with ordinary output and at most one live line below it. The live
 * line is erased before ordinary output and drawn again after it, so it never overwrites output.
 * Thread-safe.
 *
 * <p>The terminal must support carriage return and {@code ESC [ K}, which erases the rest of the
 * line.
 */
final class Screen {
  private static final String ERASE = "\r\u001b[K";

  /** Free columns at the end: {@code ^C} is echoed there, and a full line would wrap. */
  private static final int MARGIN = 3;

  private final OutputStream terminal;
  private final IntSupplier columns;
  private LiveText wanted = LiveText.NONE;
  private boolean drawn;
  private boolean lineIsOpen;
  private boolean closed;

  /**
   * @param terminal takes the live line
   * @param columns gives the current width of the terminal
   */
  Screen(OutputStream terminal, IntSupplier columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  int columns() {
    return columns.getAsInt();
  }

  /**
   * Writes ordinary output, usually a whole line.
   *
   * @param target the terminal, or standard output, which may be the same terminal
   * @throws IOException if the target cannot be written
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

  /** Shows a live line instead of the previous one; {@link LiveText#NONE} shows none. */
  synchronized void show(LiveText text) {
    wanted = text;
    draw();
  }

  /** Erases the live line; none is shown from now on. */
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
      closed = true; // the terminal is gone, but the work continues
    }
  }
}
