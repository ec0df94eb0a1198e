package dev.osprey.detection.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.AnchorGenerator.Config;
import dev.osprey.detection.anchor.AnchorGenerator.Rounding;
import dev.osprey.detection.anchor.AnchorGenerator.Stride;
import dev.osprey.detection.anchor.Anchors.Grid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorGeneratorTest {
  private static final List<List<Double>> RATIOS = List.of(List.of(0.5, 1.0, 2.0));

  @Test
  void roundedCellsEqualTorchvisionsInTheReferenceCase() {
    // F7 "retina", level 0. Ratio-major: sqrt(1/2) makes them wide first. 32 / sqrt(0.5) / 2 =
    // 22.6 -> 23, 32 · sqrt(0.5) / 2 = 11.3 -> 11.
    AnchorGenerator generator = torchvision(List.of(List.of(32.0, 40.0, 50.0)), RATIOS);
    assertThat(generator.cell(0, 8))
        .containsExactly(
            -23, -11, 23, 11, -28, -14, 28, 14, -35, -18, 35, 18, // ratio 0.5
            -16, -16, 16, 16, -20, -20, 20, 20, -25, -25, 25, 25, // ratio 1
            -11, -23, 11, 23, -14, -28, 14, 28, -18, -35, 18, 35); // ratio 2
  }

  @Test
  void halvesAreRoundedToEven() {
    // 5 / 2 = 2.5 -> 2, 7 / 2 = 3.5 -> 4
    AnchorGenerator generator = torchvision(List.of(List.of(5.0, 7.0)), List.of(List.of(1.0)));
    assertThat(generator.cell(0, 8)).containsExactly(-2, -2, 2, 2, -4, -4, 4, 4);
  }

  @Test
  void unroundedCellsKeepTheArea() {
    // 32 at ratio 1/2: width 32 · sqrt(2) = 45.2548, height 22.6274; 45.2548 · 22.6274 = 32²
    AnchorGenerator generator =
        new AnchorGenerator(
            new Config(
                new AnchorSizes.Pixels(List.of(List.of(32.0))),
                List.of(List.of(0.5)),
                Rounding.NONE,
                Stride.NOMINAL,
                0.5));
    assertThat(generator.cell(0, 8))
        .containsExactly(new float[] {-22.627417f, -11.313708f, 22.627417f, 11.313708f});
  }

  @Test
  void centresAreMovedByTheOffset() {
    // pytorch-retinanet, level P3: the first cell's centre is (4, 4), the next one's (12, 4).
    AnchorGenerator generator =
        new AnchorGenerator(
            new Config(
                new AnchorSizes.Pixels(List.of(List.of(32.0))),
                List.of(List.of(1.0)),
                Rounding.NONE,
                Stride.NOMINAL,
                0.5));
    Anchors anchors = generator.generate(List.of(new Grid(2, 2, 8)), new ImageSize(16, 16));
    assertThat(anchors.boxes())
        .containsExactly(
            -12, -12, 20, 20, // (4, 4)
            -4, -12, 28, 20, // (12, 4)
            -12, -4, 20, 28, // (4, 12)
            -4, -4, 28, 28); // (12, 12)
  }

  @Test
  void stridesFromTheGridMayDifferFromNominalOnesAndFromEachOther() {
    // F7 "fpn", level 4: 96 x 128 pixels on 2 x 2 cells are 48 down and 64 across, nominal is 64.
    List<List<Double>> sizes = List.of(List.of(4.0));
    List<List<Double>> ratios = List.of(List.of(1.0));
    List<Grid> grids = List.of(new Grid(2, 2, 64));
    ImageSize padded = new ImageSize(96, 128);
    assertThat(torchvision(sizes, ratios).generate(grids, padded).boxes())
        .containsExactly(-2, -2, 2, 2, 62, -2, 66, 2, -2, 46, 2, 50, 62, 46, 66, 50);
    AnchorGenerator nominal =
        new AnchorGenerator(
            new Config(
                new AnchorSizes.Pixels(sizes), ratios, Rounding.NEAREST_EVEN, Stride.NOMINAL, 0));
    assertThat(nominal.generate(grids, padded).boxes())
        .containsExactly(-2, -2, 2, 2, 62, -2, 66, 2, -2, 62, 2, 66, 62, 62, 66, 66);
  }

  @Test
  void stridesFromTheGridAreRoundedDown() {
    // 33 / 2 = 16, 50 / 3 = 16
    Anchors anchors =
        torchvision(List.of(List.of(2.0)), List.of(List.of(1.0)))
            .generate(List.of(new Grid(2, 3, 99)), new ImageSize(33, 50));
    assertThat(Arrays.copyOfRange(anchors.boxes(), 20, 24)).containsExactly(31, 15, 33, 17);
  }

  @Test
  void levelsFollowEachOtherAndMayHaveRatiosOfTheirOwn() {
    AnchorGenerator generator =
        torchvision(
            List.of(List.of(2.0), List.of(4.0, 8.0)), List.of(List.of(1.0), List.of(1.0, 4.0)));
    Anchors anchors =
        generator.generate(List.of(new Grid(1, 2, 8), new Grid(1, 1, 16)), new ImageSize(16, 16));
    assertThat(anchors.size()).isEqualTo(6);
    assertThat(anchors.levels()).extracting(Anchors.Level::start).containsExactly(0, 2);
    assertThat(anchors.levels()).extracting(Anchors.Level::end).containsExactly(2, 6);
    // ratio 4: width 4 / 2, height 4 · 2
    assertThat(Arrays.copyOfRange(anchors.boxes(), 8, 24))
        .containsExactly(-2, -2, 2, 2, -4, -4, 4, 4, -1, -4, 1, 4, -2, -8, 2, 8);
  }

  @Test
  void unroundedSizesAreExactToTheLastBit() {
    // pytorch-retinanet computes in float64 and rounds once: 32 · 2^(1/3) = 40.3174735
    double size = 32 * Math.pow(2, 1.0 / 3);
    AnchorGenerator generator =
        new AnchorGenerator(
            new Config(
                new AnchorSizes.Pixels(List.of(List.of(size))),
                List.of(List.of(1.0)),
                Rounding.NONE,
                Stride.NOMINAL,
                0.5));
    Anchors anchors = generator.generate(List.of(new Grid(1, 1, 8)), new ImageSize(8, 8));
    assertThat(anchors.boxes()[2]).isEqualTo((float) (4 + size / 2));
    assertThat(anchors.boxes()[2]).isEqualTo(24.158737f, within(1e-6f));
  }

  @Test
  void everyLevelNeedsItsFeatureMap() {
    AnchorGenerator generator = torchvision(List.of(List.of(2.0), List.of(4.0)), RATIOS);
    assertThatThrownBy(() -> generator.generate(List.of(new Grid(1, 1, 8)), new ImageSize(8, 8)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("anchors.sizes are set for 2 levels, but backbone and neck give 1");
  }

  @Test
  void refusesSettingsWithoutAnchors() {
    assertThatThrownBy(() -> torchvision(List.of(), RATIOS))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("anchors.sizes.perLevel: give a list of sizes for each level");
    assertThatThrownBy(
            () ->
                torchvision(List.of(List.of(2.0)), List.of(List.of(1.0), List.of(1.0)))
                    .generate(List.of(new Grid(1, 1, 8)), new ImageSize(8, 8)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 lists for 1 levels");
    for (double odd : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> torchvision(List.of(List.of(2.0, odd)), RATIOS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("anchors.sizes")
          .hasMessageContaining("above 0");
      assertThatThrownBy(() -> torchvision(List.of(List.of(2.0)), List.of(List.of(odd))))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("anchors.ratios");
    }
    assertThatThrownBy(() -> torchvision(List.of(List.of()), RATIOS)).isInstanceOf(UserError.class);
    assertThatThrownBy(
            () ->
                new Config(
                    new AnchorSizes.Pixels(List.of(List.of(2.0))),
                    RATIOS,
                    Rounding.NONE,
                    Stride.NOMINAL,
                    Double.NaN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("anchors.centerOffset");
  }

  @Test
  void octavesFollowTheStrides() {
    // mmdetection, level P3: 4 · 8 = 32 and its thirds of an octave; the next level's start at 64.
    AnchorSizes octaves = new AnchorSizes.Octaves(4, 3);
    assertThat(octaves.ofLevel(0, 8).stream().mapToDouble(size -> size).toArray())
        .containsExactly(new double[] {32, 40.31747359663594, 50.79683366298238}, within(1e-12));
    assertThat(octaves.ofLevel(1, 16).get(0)).isEqualTo(64.0);
    assertThat(octaves.perCell(4)).isEqualTo(3);
    assertThat(octaves.levelCount()).isEmpty();
    assertThatThrownBy(() -> new AnchorSizes.Octaves(0, 3)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new AnchorSizes.Octaves(4, 0)).isInstanceOf(UserError.class);
  }

  private static AnchorGenerator torchvision(List<List<Double>> sizes, List<List<Double>> ratios) {
    return new AnchorGenerator(
        new Config(
            new AnchorSizes.Pixels(sizes), ratios, Rounding.NEAREST_EVEN, Stride.FROM_GRID, 0));
  }

  @Test
  void clippingMovesCentresAndShortensSides() {
    // One cell of stride 16 with its centre at (8, 8), in an image of 6 x 10 (height x width): the
    // centre comes to y = 6, the side of 12 becomes 10 x 6: x from 3 to 13, y from 3 to 9.
    AnchorGenerator generator =
        new AnchorGenerator(
            new Config(
                new AnchorSizes.Pixels(List.of(List.of(12.0))),
                List.of(List.of(1.0)),
                Rounding.NONE,
                Stride.NOMINAL,
                0.5,
                AnchorGenerator.Clip.CENTER_AND_SIDES));
    Anchors anchors = generator.generate(List.of(new Grid(1, 1, 16)), new ImageSize(6, 10));
    assertThat(anchors.boxes()).containsExactly(3, 3, 13, 9);
  }
}
