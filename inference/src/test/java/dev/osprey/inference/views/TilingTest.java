package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.inference.views.Tiling.WholeImage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TilingTest {

  @Test
  void lastTileOfARowEndsWithTheImage() {
    // steps of 100 - 20: 0, 80, and 160 would reach 260 of 250
    List<Tile> tiles = Tiling.of(100).tiles(new ImageSize(100, 250));

    assertThat(tiles).extracting(Tile::left).containsExactly(0, 80, 150);
    assertThat(tiles).extracting(Tile::size).containsOnly(new ImageSize(100, 100));
  }

  @Test
  void imagesUpToTheSizeOfATileAreOneTile() {
    for (ImageSize size :
        List.of(new ImageSize(100, 100), new ImageSize(1, 1), new ImageSize(7, 99))) {
      assertThat(Tiling.of(100).tiles(size)).containsExactly(new Tile(0, 0, size));
    }
  }

  @Test
  void oneMorePixelNeedsAnotherTile() {
    assertThat(Tiling.of(100).tiles(new ImageSize(101, 40)))
        .containsExactly(
            new Tile(0, 0, new ImageSize(100, 40)), new Tile(0, 1, new ImageSize(100, 40)));
  }

  @Test
  void largeImageHasTheMinimumNumberOfTiles() {
    // steps of 1024 - 204 = 820: 1 + ceil((12000 - 1024) / 820) = 15, 1 + ceil(7976 / 820) = 11
    assertThat(Tiling.of(1024).tiles(new ImageSize(9000, 12_000))).hasSize(15 * 11);
  }

  @Property(tries = 300)
  void tilesCoverTheImageAndStayInside(
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 32, max = 120) int size,
      @ForAll @DoubleRange(min = 0, max = 0.9) double overlap) {
    boolean[] covered = new boolean[height * width];
    List<Tile> tiles =
        new Tiling(size, overlap, WholeImage.LEFT_OUT).tiles(new ImageSize(height, width));
    for (Tile tile : tiles) {
      assertThat(tile.right()).isLessThanOrEqualTo(width);
      assertThat(tile.bottom()).isLessThanOrEqualTo(height);
      for (int y = tile.top(); y < tile.bottom(); y++) {
        java.util.Arrays.fill(covered, y * width + tile.left(), y * width + tile.right(), true);
      }
    }
    assertThat(covered).doesNotContain(false);
    assertThat(tiles).doesNotHaveDuplicates();
  }

  @Test
  void explainsSizesAndOverlapsOutOfRange() {
    assertThatThrownBy(() -> Tiling.of(0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give 32 or more, such as 1024");
    for (double overlap : new double[] {-0.1, 0.95, 20, Double.NaN}) {
      assertThatThrownBy(() -> new Tiling(640, overlap, WholeImage.LEFT_OUT))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("outside [0, 0.9]; give one such as 0.2");
    }
  }
}
