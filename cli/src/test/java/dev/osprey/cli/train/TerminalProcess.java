package dev.osprey.cli.train;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs a command line in a separate process with its own terminal. */
final class TerminalProcess implements AutoCloseable {
  private static final String CTRL_C = "\u0003";

  private final PtyProcess process;
  private final StringBuilder output = new StringBuilder();
  private final Thread reader;

  private TerminalProcess(PtyProcess process) {
    this.process = process;
    reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  static TerminalProcess start(int columns, Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "-Djava.awt.headless=true",
            "-Dosprey.terminal=true"));
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classes, "dev.osprey.cli.Main"));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "xterm");
    return new TerminalProcess(
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setEnvironment(environment)
            .setDirectory(folder.toString())
            .setInitialColumns(columns)
            .setInitialRows(24)
            .start());
  }

  private void read() {
    byte[] bytes = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        synchronized (output) {
          output.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      return; // the process has ended, and its terminal with it
    }
  }

  /** The output so far. */
  String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  /** Waits until the output contains a text, then presses Ctrl-C. */
  TerminalProcess interruptAt(String pattern) throws IOException, InterruptedException {
    Pattern wanted = Pattern.compile(pattern);
    for (int i = 0; i < 6000 && process.isAlive(); i++) {
      if (wanted.matcher(output()).find()) {
        process.getOutputStream().write(CTRL_C.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return this;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("\"" + pattern + "\" was never written:\n" + output());
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end:\n" + output());
    }
    reader.join(10_000);
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
