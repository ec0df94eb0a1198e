package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.LabelMap;
import dev.osprey.core.LabelMap.Category;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImportedLabelsTest {
  private static LabelMap labels(String preset, int classes, String... names) {
    Detector.Config config = Presets.config(preset).withClasses(classes);
    return ImportedLabels.of(config, names.length == 0 ? null : List.of(names), Optional.empty())
        .labels();
  }

  @Test
  void torchvisionOutputsAreCocoIds() {
    // Faster R-CNN: output 0 is the background, output 1 (our label 0) is id 1
    LabelMap regions = labels("fasterrcnn-r50", 90);
    assertThat(regions.categories()).hasSize(90).startsWith(new Category(1, "person"));
    assertThat(regions.labelOfName("toothbrush")).isEqualTo(89);
    // RetinaNet: output 0 was never trained, output 1 is id 1
    LabelMap dense = labels("retinanet-r50-torchvision", 91);
    assertThat(dense.categories())
        .hasSize(91)
        .startsWith(new Category(0, "background"), new Category(1, "person"))
        .contains(new Category(12, "unused 12"))
        .endsWith(new Category(90, "toothbrush"));
  }

  @Test
  void eightyClassesAreThoseOfCocoWithoutUnusedIds() {
    LabelMap labels = labels("retinanet-r50-yhenon", 80);
    assertThat(labels.categories())
        .hasSize(80)
        .startsWith(new Category(1, "person"))
        .endsWith(new Category(90, "toothbrush"));
    // the eleventh class is id 11, the twelfth id 13
    assertThat(labels.categories().get(10)).isEqualTo(new Category(11, "fire hydrant"));
    assertThat(labels.categories().get(11)).isEqualTo(new Category(13, "stop sign"));
    assertThat(labels("retinanet-r50-mmdet", 80)).isEqualTo(labels);
  }

  @Test
  void idsOfOtherClassesAreTheLabelsOfThePeer() {
    assertThat(labels("fasterrcnn-r50", 2).categories())
        .containsExactly(new Category(1, "class1"), new Category(2, "class2"));
    assertThat(labels("retinanet-r50-mmdet", 2).categories())
        .containsExactly(new Category(0, "class0"), new Category(1, "class1"));
    assertThat(labels("retinaface-r50", 1).categories()).containsExactly(new Category(1, "face"));
    assertThat(labels("retinanet-r18-yhenon", 2, "cat", "dog").categories())
        .containsExactly(new Category(0, "cat"), new Category(1, "dog"));
  }

  @Test
  void refusesAWrongNumberOfNames() {
    assertThatThrownBy(() -> labels("fasterrcnn-r50", 2, "cat"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--classes names 1 classes, the checkpoint has outputs for 2 beside the background,"
                + " which needs no name. Name all of them, in the order of the outputs");
    assertThatThrownBy(() -> labels("retinanet-r50-torchvision", 3, "cat", "dog"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its output 0 needs a name, too, such as background");
    assertThatThrownBy(() -> labels("retinanet-r50-torchvision", 2, "cat", "cat"))
        .isInstanceOf(UserError.class)
        .hasMessage("--classes cat,cat: give each class its own name");
  }
}
