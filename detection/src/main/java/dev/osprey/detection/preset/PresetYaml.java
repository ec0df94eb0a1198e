package dev.osprey.detection.preset;

import dev.osprey.detection.preset.PresetFile.Contents;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Joins the YAML files of a preset and its bases into one text. Keys are merged as {@link
 * dev.osprey.detection.config.ConfigTree} merges them; comments stay with their keys.
 */
final class PresetYaml {
  private static final String MODEL = "model";
  private static final String TYPE = "type";
  private static final int LINE_LENGTH = 120;

  private PresetYaml() {}

  /**
   * @param chain the last base first
   */
  static String of(List<PresetFile> chain) {
    PresetFile own = chain.get(chain.size() - 1);
    MappingNode merged =
        chain.stream().map(file -> compose(file.text())).reduce(PresetYaml::merge).orElseThrow();
    NodeTuple model = byKey(merged).get(MODEL);
    Node root = new MappingNode(merged.getTag(), List.of(model), merged.getFlowStyle());
    StringWriter yaml = new StringWriter();
    yaml().serialize(root, yaml);
    return header(own) + yaml;
  }

  /** The comment at the top: that of the file, then paper, peer and score. */
  private static String header(PresetFile file) {
    String opening =
        file.text()
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .collect(Collectors.joining("\n"));
    Contents contents = file.contents();
    String score = contents.score() == null ? "none published" : contents.score();
    return opening
        + "\n#\n# paper: "
        + contents.paper()
        + "\n# peer:  "
        + contents.peer()
        + "\n# score: "
        + score
        + "\n";
  }

  private static MappingNode compose(String text) {
    return (MappingNode) yaml().compose(new StringReader(text));
  }

  private static Yaml yaml() {
    LoaderOptions reading = new LoaderOptions();
    reading.setProcessComments(true);
    DumperOptions writing = new DumperOptions();
    writing.setProcessComments(true);
    writing.setWidth(LINE_LENGTH);
    writing.setIndicatorIndent(2);
    writing.setIndentWithIndicator(true);
    return new Yaml(new SafeConstructor(reading), new Representer(writing), writing, reading);
  }

  private static MappingNode merge(MappingNode base, MappingNode over) {
    Map<String, NodeTuple> merged = byKey(base);
    byKey(over)
        .forEach(
            (key, tuple) -> {
              NodeTuple old = merged.get(key);
              merged.put(key, old == null ? tuple : merge(old, tuple));
            });
    return new MappingNode(base.getTag(), List.copyOf(merged.values()), base.getFlowStyle());
  }

  private static NodeTuple merge(NodeTuple base, NodeTuple over) {
    return base.getValueNode() instanceof MappingNode old
            && over.getValueNode() instanceof MappingNode changes
            && isSameType(old, changes)
        ? new NodeTuple(commented(base.getKeyNode(), over.getKeyNode()), merge(old, changes))
        : over;
  }

  /**
   * The key with the comment above it. A comment of the changing file replaces that of its base.
   */
  private static Node commented(Node base, Node over) {
    return over.getBlockComments() == null ? base : over;
  }

  private static boolean isSameType(MappingNode base, MappingNode over) {
    String type = type(over);
    return type == null || type.equals(type(base));
  }

  private static @Nullable String type(MappingNode group) {
    NodeTuple type = byKey(group).get(TYPE);
    return type == null ? null : ((ScalarNode) type.getValueNode()).getValue();
  }

  private static Map<String, NodeTuple> byKey(MappingNode group) {
    Map<String, NodeTuple> byKey = new LinkedHashMap<>();
    for (NodeTuple tuple : group.getValue()) {
      byKey.put(((ScalarNode) tuple.getKeyNode()).getValue(), tuple);
    }
    return byKey;
  }
}
