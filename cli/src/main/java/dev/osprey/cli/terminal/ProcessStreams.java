package dev.osprey.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the standard output and standard error of the process: output is written by whole lines
 * with control characters escaped, a live line is possible if standard error is a terminal, and a
 * failure to write standard output is kept for the exit code.
 */
public final class ProcessStreams {
  private final WholeLines outputs;
  private final WholeLines errors;
  private final @Nullable Screen screen;
  private @Nullable IOException failure;

  private ProcessStreams(OutputStream stdout, OutputStream stderr, @Nullable Screen screen) {
    this.screen = screen;
    outputs = new WholeLines(line -> writeOut(stdout, line), charset("stdout"));
    errors = new WholeLines(line -> write(stderr, line), charset("stderr"));
  }

  /**
   * Replaces {@link System#out} and {@link System#err}.
   *
   * @param terminal whether standard error is a terminal that can redraw a line
   */
  public static ProcessStreams install(boolean terminal) {
    OutputStream stderr = new FileOutputStream(FileDescriptor.err);
    Screen screen = terminal ? new Screen(stderr, new TerminalSize()) : null;
    ProcessStreams streams =
        new ProcessStreams(new FileOutputStream(FileDescriptor.out), stderr, screen);
    System.setOut(new PrintStream(streams.outputs, false, charset("stdout")));
    System.setErr(
        screen == null
            ? new PrintStream(streams.errors, false, charset("stderr"))
            : new TerminalStream(streams.errors, charset("stderr"), screen));
    if (screen != null) {
      Runtime.getRuntime().addShutdownHook(new Thread(screen::close, "erase the live line"));
    }
    return streams;
  }

  /** Writes unfinished lines. Returns the failure of standard output, if there was one. */
  public Optional<IOException> finish() {
    System.out.flush();
    System.err.flush();
    try {
      outputs.close();
      errors.close();
    } catch (IOException e) {
      return Optional.ofNullable(failure); // standard error failed: no message can be shown
    }
    return Optional.ofNullable(failure);
  }

  private void writeOut(OutputStream stdout, byte[] line) {
    if (failure != null) {
      return;
    }
    try {
      write(stdout, line);
    } catch (IOException e) {
      failure = e;
    }
  }

  private void write(OutputStream target, byte[] line) throws IOException {
    if (screen == null) {
      target.write(line);
    } else {
      screen.write(target, line);
    }
  }

  /** The encoding of the JVM's own stream; Java 19 changed the name of the property. */
  private static Charset charset(String stream) {
    for (String property : new String[] {stream + ".encoding", "sun." + stream + ".encoding"}) {
      String name = System.getProperty(property);
      if (name != null && Charset.isSupported(name)) {
        return Charset.forName(name);
      }
    }
    return Charset.defaultCharset();
  }
}
