package dev.osprey.training.checkpoint;

import dev.osprey.core.text.UserError;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A separate process that trains. For each run folder on a line of standard input it prints a line
 * {@code step} after each step, and a line with the result.
 */
final class TrainingProcess implements AutoCloseable {
  static final String OK = "ok";

  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private TrainingProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  static TrainingProcess start(Path shapes, int epochs) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            TrainingProcess.class.getName(),
            shapes.toString(),
            Integer.toString(epochs));
    return new TrainingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The entry point of the process. */
  public static void main(String[] arguments) throws IOException {
    TrainingRun.Splits splits = SmallRun.read(Path.of(arguments[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(train(Path.of(line), splits, "training.epochs=" + arguments[1]));
      System.out.flush();
    }
  }

  private static String train(Path folder, TrainingRun.Splits splits, String epochs) {
    Listener printing =
        new Listener() {
          @Override
          public void onStep(StepResult step) {
            System.out.println("step");
            System.out.flush();
          }
        };
    boolean saved = Files.exists(new RunFolder(folder).lastState());
    Start start = saved ? Start.RESUMED : Start.FRESH;
    try (TrainingRun run =
        SmallRun.open(SmallRun.config(epochs), splits, folder, start, printing)) {
      var unused = run.trainer().run(Estimation.NONE);
      return OK;
    } catch (UserError e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  void train(Path folder) throws IOException {
    input.write(folder + "\n");
    input.flush();
  }

  /** Waits for the first step. */
  void awaitStep() throws IOException {
    var unused = output.readLine();
  }

  /** The result of training; empty if the process was killed. */
  String end() {
    try {
      String line = output.readLine();
      while ("step".equals(line)) {
        line = output.readLine();
      }
      return line == null ? "" : line;
    } catch (IOException e) {
      return ""; // the system closed the pipe
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() throws InterruptedException {
    var unused = process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    var unused = process.destroyForcibly();
  }
}
