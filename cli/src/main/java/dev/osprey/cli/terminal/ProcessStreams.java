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
 * The process's own standard output and standard error: whole lines without terminal commands in
 * them, a live line where standard error is a terminal, and no failure to write that goes unseen.
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
   * Takes the place of {@link System#out} and {@link System#err}.
   *
   * @param terminal whether standard error is a terminal that can draw a line anew
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

  /** Writes what is left of unfinished lines; gives why standard output could not be written. */
  public Optional<IOException> finish() {
    System.out.flush();
    System.err.flush();
    try {
      outputs.close();
      errors.close();
    } catch (IOException e) {
      return Optional.ofNullable(failure); // of standard error: nobody is left to tell
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

  /** As the JVM's own streams have it; the property is named so before and after Java 19. */
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
