package dev.osprey.bench.process;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a child process is started.
 *
 * @param words the program and its arguments
 * @param set environment variables that it gets beside those of this process
 * @param unset environment variables of this process that it does not get
 */
public record ChildCommand(List<String> words, Map<String, String> set, Set<String> unset) {
  public ChildCommand {
    words = List.copyOf(words);
    set = Map.copyOf(set);
    unset = Set.copyOf(unset);
  }

  /** A command with the environment of this process. */
  public static ChildCommand of(List<String> words) {
    return new ChildCommand(words, Map.of(), Set.of());
  }

  ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(set);
    unset.forEach(builder.environment()::remove);
    return builder;
  }

  /** The program's name without its folder, for messages. */
  String program() {
    String first = words.get(0);
    return first.substring(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
  }
}
