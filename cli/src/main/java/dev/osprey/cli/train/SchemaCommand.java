package dev.osprey.cli.train;

import dev.osprey.training.config.RunSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The command {@code osprey schema}, which prints the JSON Schema of configuration files. */
@Command(
    name = "schema",
    description = {
      "Print the JSON Schema of run configurations.",
      "An editor with a YAML language server uses it if the first line of a file is"
          + " \"# yaml-language-server: $$schema=PATH\"."
    })
public final class SchemaCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.print(RunSchema.text());
    return 0;
  }
}
