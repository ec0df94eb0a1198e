package dev.osprey.training.auto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.training.auto.ObjectShapes.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FittedAnchorsTest {
  private static final ImageSize IMAGE = new ImageSize(480, 640);

  @Test
  void classesOfThreeSizesGetAnchorsOfThreeSizes() {
    List<Shape> objects = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double jitter = 0.9 + 0.002 * i;
      objects.add(new Shape(0, 40.0 / 640 * jitter, 1, 0.01));
      objects.add(new Shape(1, 100.0 / 640 * jitter, 1, 0.01));
      objects.add(new Shape(2, 200.0 / 640 * jitter, 1, 0.01));
    }
    ObjectShapes shapes = new ObjectShapes(objects, List.of(IMAGE), 3);
    ProposedImageSize network = ProposedImageSize.of(shapes);
    assertThat(network)
        .isEqualTo(new ProposedImageSize(240, 320, ProposedImageSize.Orientations.ONE));
    FittedAnchors anchors = FittedAnchors.of(shapes, network);
    assertThat(anchors.perLevel().get(0)).allMatch(size -> size >= 17 && size <= 25);
    assertThat(anchors.perLevel().get(1)).allMatch(size -> size >= 44 && size <= 60);
    assertThat(anchors.perLevel().get(2)).allMatch(size -> size >= 88 && size <= 125);
    assertThat(anchors.ratios()).containsExactly(1.0);
    assertThat(anchors.coverage()).containsOnly(1.0);
  }

  @Test
  void longObjectsGetLongAnchors() {
    List<Shape> objects = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      objects.add(new Shape(0, 0.1, 0.25, 1));
      objects.add(new Shape(0, 0.1, 1, 1));
      objects.add(new Shape(0, 0.1, 4, 1));
    }
    ObjectShapes shapes = new ObjectShapes(objects, List.of(IMAGE), 1);
    FittedAnchors anchors = FittedAnchors.of(shapes, ProposedImageSize.of(shapes));
    assertThat(anchors.ratios()).containsExactly(0.25, 1.0, 4.0);
    assertThat(anchors.coverage()).containsExactly(1.0);
  }

  @Test
  void classWithoutObjectsHasNoCoverage() {
    ObjectShapes shapes = new ObjectShapes(List.of(new Shape(1, 0.1, 1, 1)), List.of(IMAGE), 2);
    assertThat(FittedAnchors.of(shapes, ProposedImageSize.of(shapes)).coverage())
        .containsExactly(Double.NaN, 1.0);
  }

  @Test
  void enlargesSmallImagesAtMostByHalf() {
    ObjectShapes shapes =
        new ObjectShapes(List.of(new Shape(0, 0.01, 1, 1)), List.of(new ImageSize(64, 64)), 1);
    assertThat(ProposedImageSize.of(shapes).longest()).isEqualTo(96);
  }

  @Test
  void wideAndTallImagesAreGrouped() {
    ObjectShapes shapes =
        new ObjectShapes(
            List.of(new Shape(0, 0.1, 1, 1)), List.of(IMAGE, new ImageSize(640, 480)), 1);
    assertThat(ProposedImageSize.of(shapes).orientations())
        .isEqualTo(ProposedImageSize.Orientations.MIXED);
  }

  @Property
  void anchorSizesAreSortedAndRatiosArePositive(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0.01, max = 1) Double> sizes,
      @ForAll @DoubleRange(min = 0.01, max = 100) double ratio) {
    List<Shape> objects = sizes.stream().map(size -> new Shape(0, size, ratio, 1)).toList();
    ObjectShapes shapes = new ObjectShapes(objects, List.of(IMAGE), 1);
    FittedAnchors anchors = FittedAnchors.of(shapes, ProposedImageSize.of(shapes));
    List<Double> all = anchors.perLevel().stream().flatMap(List::stream).toList();
    assertThat(all).hasSize(9).isSorted().allMatch(size -> size >= 1);
    assertThat(anchors.ratios()).isNotEmpty().allMatch(each -> each > 0);
  }

  @Property
  void clusterCentresAreWithinTheRangeOfTheValues(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.1, max = 1000) Double> values) {
    double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] ones = values.stream().mapToDouble(value -> 1).toArray();
    double minimum = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double maximum = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double[] centres = KMeans.centres(array, ones, 5);
    assertThat(centres).isSorted();
    for (double centre : centres) {
      assertThat(centre).isBetween(minimum * (1 - 1e-9), maximum * (1 + 1e-9));
    }
  }
}
