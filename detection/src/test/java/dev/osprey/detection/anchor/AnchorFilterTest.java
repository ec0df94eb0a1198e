package dev.osprey.detection.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.AnchorFilter.Cells;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorFilterTest {
  // One square of 8 pixels around the corner of each cell of 2 x 3, stride 16.
  private static final Anchors ANCHORS =
      new AnchorGenerator(
              new AnchorGenerator.Config(
                  new AnchorSizes.Pixels(List.of(List.of(8.0))),
                  List.of(List.of(1.0)),
                  AnchorGenerator.Rounding.NONE,
                  AnchorGenerator.Stride.NOMINAL,
                  0))
          .generate(List.of(new Anchors.Grid(2, 3, 16)), new ImageSize(32, 48));
  private static final ImageSize WHOLE = new ImageSize(32, 48);

  @Test
  void allAnchorsTakePartWithoutARule() {
    AnchorFilter filter = new AnchorFilter(AnchorFilter.Config.none());
    assertThat(filter.keep(ANCHORS, new ImageSize(1, 1), new ImageSize(1, 1)))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void cellsThatBeginBeyondTheImagesOwnPaddingAreLeftOut() {
    AnchorFilter filter = new AnchorFilter(new AnchorFilter.Config(Cells.OWN_PADDING, null));
    assertThat(filter.keep(ANCHORS, WHOLE, new ImageSize(16, 32))).containsExactly(0, 1);
    // A cell that begins on the last pixel counts: 33 / 16 is rounded up.
    assertThat(filter.keep(ANCHORS, WHOLE, new ImageSize(17, 33)))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void anchorsMayReachOverTheBorderAsFarAsAllowed() {
    // The corner cells' anchors reach 4 pixels over the image's left and upper border; at the
    // right and at the bottom they have to end before the limit.
    ImageSize image = new ImageSize(20, 36);
    assertThat(keep(0.0, image)).isEmpty();
    assertThat(keep(3.9, image)).containsExactly(4, 5);
    assertThat(keep(4.0, image)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(keep(4.0, new ImageSize(16, 36))).containsExactly(0, 1, 2);
    assertThat(keep(4.5, new ImageSize(16, 36))).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void refusesAnInvalidBorder() {
    for (double odd : new double[] {-1, Double.NaN}) {
      assertThatThrownBy(() -> new AnchorFilter.Config(Cells.BATCH, odd))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("anchorFilter.allowedBorder");
    }
  }

  private static int[] keep(double border, ImageSize image) {
    return new AnchorFilter(new AnchorFilter.Config(Cells.BATCH, border))
        .keep(ANCHORS, image, WHOLE);
  }
}
