package dev.osprey.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The child's side of the protocol: it prepares the work, reports that it is ready, and does the
 * work once for each line {@link #RUN} that it reads. It ends with its standard input, so that it
 * never outlives its parent for long.
 */
public final class ChildLoop {
  /** The line that asks for one run. */
  static final String RUN = "run";

  private final InputStream in;
  private final PrintStream out;

  public ChildLoop(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Serves until the input ends.
   *
   * @param versions of the libraries in use, asked for when the work is prepared
   * @return the exit code: 0, or 1 if the work failed, which is reported
   */
  public int serve(Supplier<RepeatedWork> preparation, Supplier<Map<String, String>> versions) {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        RepeatedWork work = preparation.get()) {
      report(new ChildReport.Ready(versions.get()));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.strip().equals(RUN)) {
          report(new ChildReport.Done(measured(work.run())));
        }
      }
      return 0;
    } catch (IOException | RuntimeException | Error e) {
      e.printStackTrace();
      report(new ChildReport.Failed(firstLine(e)));
      return 1;
    }
  }

  private static Measurement measured(WorkResult result) {
    Optional<ProcessMemory> memory = ProcessMemory.of(ProcessHandle.current().pid());
    return new Measurement(result.seconds(), result.checksum(), memory, result.facts());
  }

  private void report(ChildReport report) {
    out.println(report.line());
    out.flush();
  }

  /** The first line of an error's message, or its kind where it has none. */
  static String firstLine(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank()
        ? error.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElse("");
  }
}
