package dev.osprey.cli;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code osprey help}: {@code osprey help train} is {@code osprey train --help}. */
@Command(name = "help", description = "Show the help of a command.")
final class HelpCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
  @Nullable String command;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String name = command;
    CommandLine shown = name == null ? root : root.getSubcommands().get(name);
    if (shown == null) {
      String hint = NearestName.hint(String.valueOf(name), root.getSubcommands().keySet()).strip();
      throw new UserError(
          "there is no command \""
              + OneLine.of(String.valueOf(name))
              + "\"; "
              + (hint.isEmpty() ? "osprey --help lists them" : hint));
    }
    shown.usage(root.getOut());
    return 0;
  }
}
