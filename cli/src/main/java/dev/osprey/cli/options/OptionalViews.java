package dev.osprey.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code --augment} takes what looks like views, and nothing else: an image that follows is one.
 */
final class OptionalViews implements IParameterPreprocessor {
  /** What stands for an option without a value. */
  static final String USUAL = "usual";

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean attached = "=".equals(info.get("separator"));
    String next = arguments.isEmpty() ? "" : arguments.peek();
    boolean isWord = next.matches("[a-z]+([,=].*)?") && !Files.exists(Path.of(next));
    if (!attached && !isWord) {
      arguments.push(USUAL);
    }
    return false;
  }
}
