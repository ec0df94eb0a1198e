package dev.osprey.detection.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The YAML file of a preset, a resource of this package.
 *
 * @param text text of the file, with comments
 * @param contents keys of the file
 */
record PresetFile(String text, Contents contents) {

  /**
   * The keys of a preset's file.
   *
   * @param paper authors, year and arXiv number
   * @param peer the project and the name of the model there
   * @param score the peer's published result; absent where it published none
   * @param base the file of the preset whose model this one changes; absent: the model is complete
   * @param model settings of the detector
   */
  record Contents(
      String paper, String peer, @Nullable String score, @Nullable String base, ObjectNode model) {}

  /** The files of a preset: the last base first, the preset's own file last. */
  static List<PresetFile> chain(String name) {
    Deque<PresetFile> chain = new ArrayDeque<>();
    String next = name + ".yaml";
    while (next != null) {
      PresetFile file = read(next);
      chain.addFirst(file);
      next = file.contents.base;
    }
    return List.copyOf(chain);
  }

  /** The complete settings that a chain describes. */
  static ObjectNode model(List<PresetFile> chain) {
    return chain.stream().map(file -> file.contents.model).reduce(ConfigTree::merge).orElseThrow();
  }

  private static PresetFile read(String resource) {
    String text = text(resource);
    return new PresetFile(text, ConfigReader.readJson(Contents.class, text, resource));
  }

  private static String text(String resource) {
    try (InputStream in = PresetFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
