package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.LabelMap.Category;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.testing.checkpoint.MetaCheckpoint;
import dev.osprey.weights.naming.CocoCategories;
import dev.osprey.weights.naming.Models;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SavedClassesTest {
  private static final Detector.Config TWO = config(2);

  @TempDir Path folder;

  private static Detector.Config config(int classes) {
    return Presets.config("retinanet-r18-mmdet").withClasses(classes);
  }

  private ImportedLabels labels(Detector.Config config, Object meta) {
    try (TensorFile file =
        CheckpointFile.open(MetaCheckpoint.write(folder.resolve("m.pth"), meta))) {
      return ImportedLabels.of(config, null, SavedClasses.in(file));
    }
  }

  @Test
  void readsNamesFromMetaOfMmdetection2() {
    ImportedLabels labels =
        labels(TWO, Map.of("epoch", 12, "CLASSES", List.of("red cell", "white cell")));
    assertThat(labels.labels().categories())
        .containsExactly(new Category(0, "red cell"), new Category(1, "white cell"));
    assertThat(labels.source()).contains("meta.CLASSES");
    assertThat(labels.warning()).isEmpty();
  }

  /** mmdetection reads dataset_meta first, and ignores case there. */
  @Test
  void readsNamesFromDatasetMetaOfMmdetection3() {
    List<String> names = List.of("cat", "dog");
    assertThat(
            labels(TWO, Map.of("dataset_meta", Map.of("classes", names, "palette", List.of())))
                .source())
        .contains("meta.dataset_meta.classes");
    ImportedLabels both =
        labels(
            TWO,
            Map.of("dataset_meta", Map.of("CLASSES", names), "CLASSES", List.of("old", "names")));
    assertThat(both.source()).contains("meta.dataset_meta.CLASSES");
    assertThat(both.labels().names()).isEqualTo(names);
  }

  @Test
  void cocoNamesKeepCocoIds() {
    ImportedLabels labels = labels(config(80), Map.of("CLASSES", CocoCategories.classes().names()));
    assertThat(labels.labels()).isEqualTo(CocoCategories.classes());
    assertThat(labels.source()).contains("meta.CLASSES");
  }

  /** Eighty classes of another data set were once taken for COCO's. */
  @Test
  void eightyOtherNamesAreNotTakenForCoco() {
    List<String> names = new ArrayList<>(CocoCategories.classes().names());
    Collections.swap(names, 0, 79);
    assertThat(labels(config(80), Map.of("CLASSES", names)).labels().categories())
        .startsWith(new Category(0, "toothbrush"))
        .endsWith(new Category(79, "person"));
  }

  @Test
  void namesOfTheUserHavePrecedence() {
    try (TensorFile file =
        CheckpointFile.open(
            MetaCheckpoint.write(
                folder.resolve("m.pth"), Map.of("CLASSES", List.of("a", "b", "c"))))) {
      ImportedLabels labels = ImportedLabels.of(TWO, List.of("cat", "dog"), SavedClasses.in(file));
      assertThat(labels.labels().names()).containsExactly("cat", "dog");
      assertThat(labels.source()).isEmpty();
      assertThat(labels.warning()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("withoutNames")
  void usesDefaultNamesWithoutNamesInTheCheckpoint(Object meta) {
    ImportedLabels labels = labels(TWO, meta);
    assertThat(labels.labels().names()).containsExactly("class0", "class1");
    assertThat(labels.source()).isEmpty();
    assertThat(labels.warning()).isEmpty();
  }

  static Stream<Object> withoutNames() {
    Map<String, Object> none = new HashMap<>();
    none.put("CLASSES", null);
    none.put("dataset_meta", null);
    return Stream.of(
        Map.of(), none, "text", List.of("cat", "dog"), Map.of("dataset_meta", List.of("cat")));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void warnsAboutUnusableNames(Object classes, String problem) {
    ImportedLabels labels = labels(TWO, Map.of("CLASSES", classes));
    assertThat(labels.labels().names()).containsExactly("class0", "class1");
    assertThat(labels.source()).isEmpty();
    assertThat(labels.warning())
        .contains(
            "the checkpoint's meta.CLASSES "
                + problem
                + ", and is not used; name the classes with --classes");
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("ab", "is not a list of names"),
        Arguments.of(7, "is not a list of names"),
        Arguments.of(Map.of("a", 1, "b", 2), "is not a list of names"),
        Arguments.of(Set.of("cat", "dog"), "is not a list of names"),
        Arguments.of(List.of(), "has 0 names, but the network has outputs for 2"),
        Arguments.of(List.of("a", "b", "c"), "has 3 names, but the network has outputs for 2"),
        Arguments.of(
            Collections.nCopies(1_000_000, "cell"),
            "has 1000000 names, but the network has outputs for 2"),
        Arguments.of(List.of("cat", 3), "has no name at index 1"),
        Arguments.of(List.of(List.of("cat"), "dog"), "has no name at index 0"),
        Arguments.of(List.of("cat", " "), "has no name at index 1"),
        Arguments.of(List.of("cat", "\u001b[2Jdog"), "has no name at index 1"),
        Arguments.of(List.of("cat", "x".repeat(201)), "has no name at index 1"),
        Arguments.of(List.of("cat", "cat"), "has \"cat\" twice"));
  }

  @Test
  void importsAModelWithItsNames() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Models.parameters(TWO)
        .forEach(
            (path, parameter) ->
                shapes.put(
                    Peers.peer("mmdet").names().toPeer(path).orElseThrow(), parameter.shape()));
    Path file =
        MetaCheckpoint.write(
            folder.resolve("whole.pth"), shapes, Map.of("CLASSES", List.of("cat", "dog")));
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model = PeerModel.recognise(open, PeerModel.Hints.none());
      assertThat(model.preset()).isEqualTo("retinanet-r18-mmdet");
      assertThat(model.labels().names()).containsExactly("cat", "dog");
      assertThat(model.sourceOfLabels()).contains("meta.CLASSES");
    }
  }
}
