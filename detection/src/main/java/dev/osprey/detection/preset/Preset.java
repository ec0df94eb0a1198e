package dev.osprey.detection.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.PresetFile.Contents;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published recipe: a detector with the settings of another project.
 *
 * @param name as {@code model.preset} takes it
 * @param paper authors, year and arXiv number
 * @param peer the other project and the name of the model there
 * @param score what the peer published for it; null where it published nothing
 * @param config complete settings
 */
public record Preset(
    String name, String paper, String peer, @Nullable String score, Detector.Config config) {

  static Preset read(String name) {
    List<PresetFile> chain = PresetFile.chain(name);
    Contents own = chain.get(chain.size() - 1).contents();
    ObjectNode model = PresetFile.model(chain);
    return new Preset(
        name,
        own.paper(),
        own.peer(),
        own.score(),
        ConfigReader.read(Detector.Config.class, model, "preset " + name));
  }

  /**
   * The preset as YAML with comments: the group {@code model} of a run configuration, complete, so
   * that it stands alone when it is copied.
   */
  public String yaml() {
    return PresetYaml.of(PresetFile.chain(name));
  }
}
