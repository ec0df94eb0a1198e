package dev.osprey.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --tile} takes a number, and nothing else: an image that follows is one. */
final class OptionalPixels implements IParameterPreprocessor {
  /** What stands for an option without a value. */
  static final int USUAL = Integer.MIN_VALUE;

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean attached = "=".equals(info.get("separator"));
    String next = arguments.isEmpty() ? "" : arguments.peek();
    boolean isWord = next.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?|[A-Za-z]+");
    if (!attached && (!isWord || Files.exists(Path.of(next)))) {
      arguments.push(Integer.toString(USUAL));
    }
    return false;
  }
}
