package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The floors of the modules, as the drawing in {@code docs/architecture.md} shows them. */
final class ModuleFloors {
  /** A line of the drawing: {@code │ 3 torch · report tensors of libtorch; … │}. */
  private static final Pattern LINE = Pattern.compile("│ +(\\d+) +((?:\\w+ · )*\\w+)  .*│");

  private ModuleFloors() {}

  /** Returns the floor of each module, from 1. */
  static Map<String, Integer> read() throws IOException {
    Map<String, Integer> floors = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Repository.ROOT.resolve("docs/architecture.md"))) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        for (String module : matcher.group(2).split(" · ")) {
          floors.put(module, Integer.valueOf(matcher.group(1)));
        }
      }
    }
    return floors;
  }
}
