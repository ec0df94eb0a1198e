package dev.osprey.cli;

import dev.osprey.cli.bench.BenchCommand;
import dev.osprey.cli.failure.ErrorReport;
import dev.osprey.cli.failure.OutputFailure;
import dev.osprey.cli.failure.UsageReport;
import dev.osprey.cli.model.DoctorCommand;
import dev.osprey.cli.model.ExportCommand;
import dev.osprey.cli.model.ImportCommand;
import dev.osprey.cli.model.PresetsCommand;
import dev.osprey.cli.model.SummaryCommand;
import dev.osprey.cli.predict.PredictCommand;
import dev.osprey.cli.terminal.ProcessStreams;
import dev.osprey.cli.terminal.Terminal;
import dev.osprey.cli.train.DemoCommand;
import dev.osprey.cli.train.SchemaCommand;
import dev.osprey.cli.train.TrainCommand;
import dev.osprey.cli.val.ValCommand;
import dev.osprey.core.runtime.OspreyVersion;
import dev.osprey.torch.Libtorch;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code osprey}. It exits with 0 after success, 2 after a mistake of the user or if
 * the machine lacks something, 1 after a bug in Osprey, and 130 after Ctrl-C.
 */
@Command(
    name = "osprey",
    description =
        "Object detection for the JVM: train, evaluate, run and export RetinaNet, Faster R-CNN and"
            + " RetinaFace.",
    version = "osprey " + Main.VERSION,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0    done",
      "  1    a bug in Osprey; doctor: results differ on this machine",
      "  2    wrong command line or file, or no disk space or memory left",
      "  3    train --overfit: the images were not learnt",
      "  130  Ctrl-C, after saving (143 SIGTERM, 129 a closed terminal)",
      "  141  the reader of standard output has exited"
    },
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      ValCommand.class,
      PredictCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      PresetsCommand.class,
      SummaryCommand.class,
      SchemaCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  static final String VERSION = OspreyVersion.TEXT;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of every error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    ProcessStreams streams = ProcessStreams.install(Terminal.isStandardError());
    int exitCode = run(arguments);
    System.exit(OutputFailure.exitCode(streams.finish(), exitCode));
  }

  /** Runs one command line and returns its exit code. */
  public static int run(String... arguments) {
    Locale.setDefault(Locale.ROOT);
    Libtorch.onUnpacking(System.err::println);
    try {
      return new CommandLine(new Main())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setParameterExceptionHandler(UsageReport::report)
          .setExecutionExceptionHandler(
              (error, commandLine, parsed) ->
                  new ErrorReport(commandLine.getErr(), isDebug(arguments)).report(error))
          .execute(arguments);
    } catch (RuntimeException | Error failure) {
      // picocli handles exceptions only, not errors
      PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
      return new ErrorReport(err, isDebug(arguments)).report(failure);
    }
  }

  private static boolean isDebug(String[] arguments) {
    return Arrays.asList(arguments).contains("--debug");
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
