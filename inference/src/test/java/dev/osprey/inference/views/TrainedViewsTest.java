package dev.osprey.inference.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.detection.trained.TrainedSizes.Range;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.Tiling.WholeImage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views with the object sizes of training that a model file contains. */
class TrainedViewsTest {
  /**
   * Red cells of 37 to 65 pixels, white ones of 50 to 125, in images of 640 pixels at half size.
   */
  private static final TrainedSizes CELLS =
      new TrainedSizes(List.of(new Range(0, 37, 65), new Range(1, 50, 125)), 0.5, 640);

  private static final SizeFilter FILTER = new SizeFilter(CELLS, 0.5);
  private static final ResizeRule HALF = new ResizeRule.Factor(0.5, Interpolation.BILINEAR);

  private static Detections square(float side, float score, int label) {
    return new Detections(new float[] {0, 0, side, side}, new float[] {score}, new int[] {label});
  }

  @Test
  void leavesOutARedCellThatLooksLikeAWhiteOneAtDoubleScale() {
    // 90 pixels of the image: 45 for the network, 90 at double scale, which is a white cell's size
    assertThat(FILTER.seen(square(90, 0.9f, 1), 2).size()).isZero();
  }

  @Test
  void leavesOutAnObjectLargerThanItsClassAtDoubleScale() {
    assertThat(FILTER.seen(square(90, 0.9f, 0), 2).size()).isZero();
  }

  @Test
  void viewsNearTheTrainedScaleKeepAllObjects() {
    for (double scale : new double[] {0.8, 1, 1.25}) {
      assertThat(FILTER.seen(square(1, 0.9f, 0), scale).size()).isEqualTo(1);
    }
  }

  @Test
  void keepsAllObjectsWithoutTrainedSizes() {
    assertThat(SizeFilter.none().seen(square(1, 0.9f, 0), 16).size()).isEqualTo(1);
  }

  @Test
  void fusedScoreIsTheMeanOverTheViewsThatSeeTheObject() {
    ViewMerging fusion = new ViewMerging(Merge.FUSION, 0.5, null);
    Detections none = Detections.none();
    // the view at double scale cannot see a red cell of 45 pixels, so that it does not count
    List<View> views =
        List.of(new View(1, square(90, 0.8f, 0)), new View(1, none), new View(2, none));
    assertThat(fusion.merge(views, FILTER).score(0)).isCloseTo(0.4f, within(1e-6f));
    // where nothing is known it counts for exp(-1)
    assertThat(fusion.merge(views, SizeFilter.none()).score(0))
        .isCloseTo((float) (0.8 / (2 + Math.exp(-1))), within(1e-6f));
  }

  @Test
  void fusedBoxesAreMeansWeightedByScore() {
    Detections fused =
        new ViewMerging(Merge.FUSION, 0.5, null)
            .merge(
                List.of(new View(1, square(100, 0.75f, 0)), new View(1, square(104, 0.25f, 0))),
                FILTER);
    assertThat(fused.size()).isEqualTo(1);
    assertThat(fused.boxes()).containsExactly(0, 0, 101, 101);
    assertThat(fused.score(0)).isEqualTo(0.5f);
  }

  @Test
  void eachViewCountsOnceForAnObject() {
    Detections twice = Detections.concat(List.of(square(100, 0.8f, 0), square(101, 0.7f, 0)));
    Detections fused =
        new ViewMerging(Merge.FUSION, 0.5, null)
            .merge(List.of(new View(1, twice), new View(1, Detections.none())), FILTER);
    assertThat(fused.scores()).containsExactly(0.4f);
  }

  @Test
  void tilesFitTheTrainingByDefault() {
    assertThat(Tiling.usual().fitted(CELLS, HALF))
        .isEqualTo(new Tiling(640, 125 / 0.5 / 640, WholeImage.LEFT_OUT, 1));
  }

  @Test
  void tilesShowTheNetworkNoLessThanTrainingDid() {
    Tiling small = new Tiling(320, null, WholeImage.LEFT_OUT);
    assertThat(small.fitted(CELLS, HALF).size()).isEqualTo(640);
    Tiling enlarged = new Tiling(320, null, WholeImage.LEFT_OUT, 2);
    assertThat(enlarged.fitted(CELLS, HALF).size()).isEqualTo(320);
  }

  @Test
  void enlargedTilesOverlapByHalfAndTheWholeImageIsAddedForLargeObjects() {
    Tiling enlarged = new Tiling(320, null, WholeImage.WHERE_NEEDED, 2);
    assertThat(enlarged.fitted(CELLS, HALF)).isEqualTo(new Tiling(320, 0.5, WholeImage.ADDED, 2));
  }

  @Test
  void withoutTrainedSizesTilesAreAsLongAsTheDetectorsImages() {
    assertThat(Tiling.usual().fitted(null, HALF).size()).isEqualTo(512);
    assertThat(Tiling.usual().fitted(null, new ResizeRule.None()).size()).isEqualTo(1024);
  }

  @Test
  void objectsInATileAppearAsLargeAsInTraining() {
    ResizeRule fixed = new ResizeRule.FixedSize(300, 300, Interpolation.BILINEAR);
    ImageSize tile = new ImageSize(320, 320);
    assertThat(new TileScale(CELLS, fixed, 1).pixels(tile)).isCloseTo(0.5, within(1e-9));
    assertThat(new TileScale(CELLS, fixed, 2).pixels(tile)).isCloseTo(1, within(1e-9));
    assertThat(new TileScale(null, fixed, 1).of(tile)).isEqualTo(1);
  }
}
