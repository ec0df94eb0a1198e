package dev.osprey.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import org.junit.jupiter.api.Test;

class RetinaNetTest {
  @Test
  void refusesLevelsWithDifferentNumbersOfAnchors() {
    assertThatThrownBy(() -> config("anchors.sizes.perLevel.0=[32, 40]").create())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("level 0 has 6, level 1 has 9");
  }

  @Test
  void refusesAnchorsForAnotherNumberOfLevels() {
    Detector.Config config = config("anchors.sizes.perLevel=[[32], [64]]");
    assertThatThrownBy(config::create)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("anchors.sizes are set for 2 levels")
        .hasMessageContaining("give 5");
  }

  @Test
  void anotherNumberOfClassesChangesNothingElse() {
    Detector.Config config = Presets.config("retinanet-r18-yhenon");
    assertThat(config.withClasses(7).withClasses(config.classes())).isEqualTo(config);
    assertThatThrownBy(() -> config.withClasses(0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("at least one class");
  }

  private static Detector.Config config(String assignment) {
    ObjectNode tree = ConfigReader.tree(Presets.config("retinanet-r18-torchvision"));
    ConfigTree.assign(tree, assignment);
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }
}
