package dev.osprey.cli.train;

import dev.osprey.training.config.RunSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code osprey schema}: what editors complete and check configuration files with. */
@Command(
    name = "schema",
    description = {
      "Print the JSON Schema of run configurations.",
      "An editor with a YAML language server uses it where a file's first line is"
          + " \"# yaml-language-server: $$schema=PATH\"."
    })
public final class SchemaCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.print(RunSchema.text());
    return 0;
  }
}
