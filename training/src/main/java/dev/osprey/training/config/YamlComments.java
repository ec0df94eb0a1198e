package dev.osprey.training.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The comments at the line ends of a YAML text, by key. */
final class YamlComments {
  private final Map<String, String> byPath = new LinkedHashMap<>();

  private YamlComments() {}

  /** Comments by JSON pointer: {@code /run/training/epochs}. */
  static Map<String, String> of(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    YamlComments comments = new YamlComments();
    comments.collect("", new Yaml(options).compose(new StringReader(yaml)));
    return comments.byPath;
  }

  private void collect(String path, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = path + "/" + ((ScalarNode) tuple.getKeyNode()).getValue();
      String text =
          Stream.of(tuple.getKeyNode(), tuple.getValueNode())
              .flatMap(part -> lines(part.getInLineComments()).stream())
              .collect(Collectors.joining(" "));
      if (!text.isEmpty()) {
        byPath.put(key, text);
      }
      collect(key, tuple.getValueNode());
    }
  }

  private static List<String> lines(@Nullable List<CommentLine> comments) {
    List<String> lines = new ArrayList<>();
    for (CommentLine comment : comments == null ? List.<CommentLine>of() : comments) {
      lines.add(comment.getValue().strip());
    }
    return lines;
  }
}
