package dev.osprey.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HoldOutTest {

  @Property
  void everyImageIsInExactlyOnePartInTheOriginalOrder(
      @ForAll @IntRange(min = 2, max = 60) int size,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share,
      @ForAll long seed) {
    Dataset whole = dataset(size, 3);
    HoldOut parts = HoldOut.of(whole, share, seed);
    assertThat(Stream.of(parts.train(), parts.heldBack()).flatMap(part -> part.samples().stream()))
        .containsExactlyInAnyOrderElementsOf(whole.samples());
    for (Dataset part : List.of(parts.train(), parts.heldBack())) {
      assertThat(part.samples()).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
      assertThat(part.labels()).isEqualTo(whole.labels());
    }
    assertThat(parts.train().samples()).isNotEmpty();
    assertThat(parts.heldBack().samples()).isNotEmpty();
  }

  @Test
  void holdsBackTheShareOfEachClass() {
    Dataset whole = dataset(200, 4);
    HoldOut parts = HoldOut.of(whole, 0.2, 0);
    assertThat(parts.heldBack().size()).isEqualTo(40);
    for (int label = 0; label < 4; label++) {
      double share = (double) objects(parts.heldBack(), label) / objects(whole, label);
      assertThat(share).as("class %d", label).isBetween(0.15, 0.25);
    }
  }

  @Test
  void heldBackImagesDependOnTheSeed() {
    Dataset whole = dataset(50, 3);
    assertThat(HoldOut.of(whole, 0.2, 7)).isEqualTo(HoldOut.of(whole, 0.2, 7));
    assertThat(HoldOut.of(whole, 0.2, 7).heldBack().samples())
        .isNotEqualTo(HoldOut.of(whole, 0.2, 8).heldBack().samples());
  }

  @Test
  void aClassOfOneObjectStaysInTheTrainingPart() {
    for (long seed = 0; seed < 50; seed++) {
      List<Sample> samples = new ArrayList<>(dataset(5, 1).samples());
      samples.add(sample(6, 1));
      Dataset whole = new Dataset("six", LabelMap.ofNames(List.of("a", "b")), samples);
      assertThat(objects(HoldOut.of(whole, 0.5, seed).train(), 1)).isEqualTo(1);
    }
  }

  @Test
  void dividesImagesWithoutObjectsToo() {
    List<Sample> samples = new ArrayList<>(dataset(50, 1).samples());
    for (int i = 51; i <= 100; i++) {
      samples.add(sample(i));
    }
    Dataset whole = new Dataset("half empty", LabelMap.ofNames(List.of("a")), samples);
    Dataset held = HoldOut.of(whole, 0.2, 3).heldBack();
    assertThat(held.samples().stream().filter(each -> each.annotations().isEmpty())).hasSize(10);
  }

  @Test
  void namesOfThePartsContainTheirNumberOfImages() {
    HoldOut parts = HoldOut.of(dataset(10, 2), 0.2, 4);
    assertThat(parts.train().name()).isEqualTo("drawn (8 of 10 images, drawn by seed 4)");
    assertThat(parts.heldBack().name()).isEqualTo("drawn (2 of 10 images, drawn by seed 4)");
  }

  @Test
  void refusesASingleImage() {
    assertThatThrownBy(() -> HoldOut.of(dataset(1, 1), 0.2, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("of 1 image none can be held back");
  }

  /** Image i has an object of each class c for which 2^c divides i. */
  private static Dataset dataset(int size, int classes) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      int image = i;
      samples.add(
          sample(
              i,
              java.util.stream.IntStream.range(0, classes)
                  .filter(label -> image % (1 << label) == 0)
                  .toArray()));
    }
    List<String> names = Stream.of("a", "b", "c", "d").limit(classes).toList();
    return new Dataset("drawn", LabelMap.ofNames(names), samples);
  }

  private static Sample sample(long id, int... labels) {
    List<Annotation> objects = new ArrayList<>();
    for (int label : labels) {
      objects.add(Annotation.of(new Box(0, 0, 10, 10), label));
    }
    return new Sample(id, Path.of(id + ".png"), objects);
  }

  private static long objects(Dataset dataset, int label) {
    return dataset.samples().stream()
        .flatMap(sample -> sample.annotations().stream())
        .filter(object -> object.label() == label)
        .count();
  }
}
