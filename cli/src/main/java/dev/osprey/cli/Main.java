package dev.osprey.cli;

import dev.osprey.core.NearestName;
import dev.osprey.core.OspreyVersion;
import dev.osprey.core.UserError;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code osprey}: exit code 0 for success, 2 for a mistake of the user, 1 for a fault of ours. */
@Command(
    name = "osprey",
    description =
        "Object detection for the JVM: train, evaluate, run and export RetinaNet, Faster R-CNN and"
            + " RetinaFace.",
    version = "osprey " + Main.VERSION,
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      ValCommand.class,
      PredictCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DoctorCommand.class,
      SummaryCommand.class,
      SchemaCommand.class
    })
public final class Main implements Runnable {
  static final String VERSION = OspreyVersion.TEXT;

  private static final int USER_MISTAKE = 2;
  private static final int OUR_FAULT = 1;

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
    System.exit(run(arguments));
  }

  /** The exit code of one command line. */
  static int run(String... arguments) {
    Locale.setDefault(Locale.ROOT);
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::reportUsage)
        .setExecutionExceptionHandler(Main::report)
        .execute(arguments);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** What is wrong and where the rest is told, not the whole help. */
  private static int reportUsage(ParameterException error, String[] arguments) {
    CommandLine commandLine = error.getCommandLine();
    PrintWriter err = commandLine.getErr();
    if (FileNames.areToBlameFor(error)) {
      err.println("error: " + FileNames.cure());
      return USER_MISTAKE;
    }
    String hint =
        error instanceof UnmatchedArgumentException unmatched
            ? NearestName.hint(
                unmatched.getUnmatched().get(0), commandLine.getCommandSpec().optionsMap().keySet())
            : "";
    err.println("error: " + error.getMessage() + (hint.isEmpty() ? "" : "; " + hint.strip()));
    err.println("see: " + commandLine.getCommandSpec().qualifiedName() + " --help");
    return USER_MISTAKE;
  }

  private static int report(Exception error, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    boolean debug = ((Main) commandLine.getCommandSpec().root().userObject()).debug;
    UserError mistake = mistakeIn(error);
    if (mistake != null) {
      String message = String.valueOf(mistake.getMessage());
      err.println("error: " + message + FileNames.hint(message));
      if (debug) {
        mistake.printStackTrace(err);
      }
      return USER_MISTAKE;
    }
    if (FileNames.areToBlameFor(error)) {
      err.println("error: " + FileNames.cure());
      if (debug) {
        error.printStackTrace(err);
      }
      return USER_MISTAKE;
    }
    err.println("osprey failed; this is a fault of Osprey's:");
    if (debug) {
      error.printStackTrace(err);
    } else {
      printShortened(error, err);
    }
    return OUR_FAULT;
  }

  /** libtorch's errors carry many C++ frames behind their first line: these are for --debug. */
  private static void printShortened(Throwable error, PrintWriter err) {
    err.println(error.toString().lines().findFirst().orElse(""));
    for (StackTraceElement frame : error.getStackTrace()) {
      err.println("  at " + frame);
    }
    if (error.getCause() != null) {
      err.print("caused by: ");
      printShortened(error.getCause(), err);
    }
  }

  private static @Nullable UserError mistakeIn(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError mistake) {
        return mistake;
      }
    }
    return null;
  }
}
