package dev.osprey.cli.failure;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.OneLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with a command line that cannot be parsed, and how to get help. */
public final class UsageReport {
  private static final int USER_MISTAKE = 2;
  private static final Pattern CHOICES =
      Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was (.*)$");

  private UsageReport() {}

  /** Prints one message and returns the exit code. */
  public static int report(ParameterException error, String[] arguments) {
    CommandLine commandLine = error.getCommandLine();
    PrintWriter err = commandLine.getErr();
    if (FileNameEncoding.causes(error)) {
      err.println("error: " + FileNameEncoding.fix());
      return USER_MISTAKE;
    }
    err.println("error: " + OneLine.of(message(error, commandLine)));
    err.println("see: " + commandLine.getCommandSpec().qualifiedName() + " --help");
    return USER_MISTAKE;
  }

  private static String message(ParameterException error, CommandLine commandLine) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return withChoices(String.valueOf(error.getMessage()))
          .replaceFirst(" is not an? (int|long)$", " is not a whole number up to 2147483647")
          .replaceFirst(" is not a (double|float)$", " is not a number");
    }
    String first = unmatched.getUnmatched().get(0);
    boolean isCommand = !first.startsWith("-") && !commandLine.getSubcommands().isEmpty();
    String hint = NearestName.hint(first, known(commandLine, isCommand)).strip();
    String message =
        isCommand ? "there is no command \"" + first + "\"" : String.valueOf(error.getMessage());
    return hint.isEmpty() ? message : message + "; " + hint;
  }

  /**
   * Rewrites {@code expected one of [ONNX, PTH] (case-insensitive) but was 'x'} as "expected one of
   * onnx, pth, but was 'x'".
   */
  private static String withChoices(String message) {
    Matcher choices = CHOICES.matcher(message);
    return choices.replaceFirst(
        found ->
            Matcher.quoteReplacement(
                "expected one of "
                    + found.group(1).toLowerCase(Locale.ROOT)
                    + ", but was "
                    + found.group(2)));
  }

  private static List<String> known(CommandLine commandLine, boolean isCommand) {
    return new ArrayList<>(
        isCommand
            ? commandLine.getSubcommands().keySet()
            : commandLine.getCommandSpec().optionsMap().keySet());
  }
}
