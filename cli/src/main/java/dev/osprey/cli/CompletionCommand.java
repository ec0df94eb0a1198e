package dev.osprey.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code osprey completion}, which prints a completion script for a shell. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in bash or zsh.",
      "  source <(./osprey completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The supported shells. The same script works in both. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "bash or zsh (default: ${DEFAULT-VALUE}).")
  Shell shell;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("osprey", spec.root().commandLine());
    // also complete the program if it is called by its path
    System.out.print(script);
    System.out.println("complete -F _complete_osprey -o default ./osprey");
    return 0;
  }
}
