package dev.osprey.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Makes the value of an option optional, although image files may follow the option. The next
 * argument is the value if it looks like one and no file has that name. Text after an equals sign
 * is always the value.
 */
abstract sealed class OptionalValue implements IParameterPreprocessor {
  private final Pattern value;
  private final String absent;

  private OptionalValue(String value, String absent) {
    this.value = Pattern.compile(value);
    this.absent = absent;
  }

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean attached = "=".equals(info.get("separator"));
    String next = arguments.isEmpty() ? "" : arguments.peek();
    boolean isValue = value.matcher(next).matches() && !Files.exists(Path.of(next));
    if (!attached && !isValue) {
      arguments.push(absent);
    }
    return false;
  }

  /** The side of a tile, {@code --tile 1024}. Words are taken too, so that a typo is reported. */
  static final class Pixels extends OptionalValue {
    /** The number for {@code --tile} without a value. */
    static final int ABSENT = Integer.MIN_VALUE;

    Pixels() {
      super("[-+]?[0-9.]+([eE][-+]?[0-9]+)?|[A-Za-z]+", Integer.toString(ABSENT));
    }
  }

  /** The views of {@code --augment scales=0.5,1,flip}. */
  static final class ViewList extends OptionalValue {
    /** The text for {@code --augment} without a value. */
    static final String ABSENT = "usual";

    ViewList() {
      super("[a-z]+([,=].*)?", ABSENT);
    }
  }
}
