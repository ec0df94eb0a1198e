package dev.osprey.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelAlignmentTest {
  private static final LabelMap MODEL = LabelMap.ofNames(List.of("cat", "dog"));

  @Test
  void alignsLabelsByClassName() {
    Dataset aligned = LabelAlignment.align(dataset(List.of("dog", "cat"), 0), MODEL);

    assertThat(aligned.labels()).isEqualTo(MODEL);
    assertThat(aligned.samples().get(0).annotations().get(0).label()).isEqualTo(1);
  }

  @Test
  void acceptsUnknownClassWithoutObjects() {
    Dataset aligned = LabelAlignment.align(dataset(List.of("cat", "bird"), 0), MODEL);

    assertThat(aligned.samples().get(0).annotations().get(0).label()).isZero();
  }

  @Test
  void refusesObjectOfUnknownClassAndNamesItsImage() {
    assertThatThrownBy(() -> LabelAlignment.align(dataset(List.of("cat", "bird"), 1), MODEL))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.jpg has an object of class \"bird\"")
        .hasMessageContaining("cat, dog");
  }

  private static Dataset dataset(List<String> names, int label) {
    Sample sample =
        new Sample(1, Path.of("a.jpg"), List.of(Annotation.of(new Box(0, 0, 1, 1), label)));
    return new Dataset("val", LabelMap.ofNames(names), List.of(sample));
  }
}
