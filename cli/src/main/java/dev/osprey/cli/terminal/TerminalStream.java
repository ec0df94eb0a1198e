package dev.osprey.cli.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** A print stream to a terminal that has a live line. */
final class TerminalStream extends PrintStream {
  private final Screen screen;

  TerminalStream(OutputStream lines, Charset charset, Screen screen) {
    super(lines, false, charset);
    this.screen = screen;
  }

  Screen screen() {
    return screen;
  }
}
