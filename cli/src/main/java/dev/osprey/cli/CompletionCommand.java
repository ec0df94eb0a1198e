package dev.osprey.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code osprey completion}: lets a shell complete commands, options and files. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in bash or zsh:",
      "  source <(./osprey completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {

  /** One script serves both. */
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
    // the program is often called by its path
    System.out.print(script);
    System.out.println("complete -F _complete_osprey -o default ./osprey");
    return 0;
  }
}
