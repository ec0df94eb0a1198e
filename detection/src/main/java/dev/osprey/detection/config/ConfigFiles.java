package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a configuration file and the files that it is based on. {@code base: other.yaml} names a
 * file, relative to the folder of the file with that key. The base is read first and may have a
 * base itself.
 */
public final class ConfigFiles {

  /** The key that names the base of a file. */
  public static final String BASE = "base";

  /**
   * One file of a chain of bases.
   *
   * @param tree contents of the file without the key {@code base}
   */
  public record Layer(Path file, ObjectNode tree) {}

  private ConfigFiles() {}

  /**
   * Reads a file and its bases. The last base comes first, the file itself last.
   *
   * @throws UserError if a file is missing or is not a configuration, or if bases form a circle
   */
  public static List<Layer> read(Path file) {
    List<Path> chain = new ArrayList<>();
    Deque<Layer> layers = new ArrayDeque<>();
    Path next = file;
    while (next != null) {
      requirePresent(next, chain);
      chain.add(next);
      ObjectNode tree = ConfigReader.parse(next);
      JsonNode base = tree.remove(BASE);
      layers.addFirst(new Layer(next, tree));
      next = base == null || base.isNull() ? null : basePath(next, base);
    }
    return List.copyOf(layers);
  }

  private static Path basePath(Path file, JsonNode base) {
    if (!base.isTextual() || base.textValue().isBlank()) {
      throw new UserError(
          file
              + ": base is "
              + base
              + "; it should be the path of another configuration file, from the folder of this one");
    }
    return file.resolveSibling(base.textValue()).normalize();
  }

  private static void requirePresent(Path file, List<Path> chain) {
    if (chain.stream().anyMatch(earlier -> absolute(earlier).equals(absolute(file)))) {
      throw new UserError(
          last(chain) + ": its bases form a circle: " + show(chain, file) + "; remove a base");
    }
    if (!chain.isEmpty() && !Files.exists(file)) {
      throw new UserError(
          last(chain)
              + ": its base "
              + file
              + " does not exist ("
              + show(chain, file)
              + "); a base is named from the folder of the file that names it");
    }
  }

  private static Path last(List<Path> chain) {
    return chain.get(chain.size() - 1);
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String show(List<Path> chain, Path end) {
    return Stream.concat(chain.stream(), Stream.of(end))
        .map(Path::toString)
        .collect(Collectors.joining(" -> "));
  }
}
