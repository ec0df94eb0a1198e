package dev.osprey.bench.run;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts another JVM as this one was started: its options and its class path. */
public final class JvmCommand {
  private JvmCommand() {}

  /**
   * The words of the command.
   *
   * @param main name of the class whose {@code main} runs
   * @param more options beside those of this JVM
   */
  public static List<String> words(String main, String... more) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-X") || option.startsWith("-D")) {
        words.add(option); // but no agents, which would write where their parent's do
      }
    }
    words.addAll(List.of(more));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return words;
  }
}
