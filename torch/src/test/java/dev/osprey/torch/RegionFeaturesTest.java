package dev.osprey.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.networks.layer.LevelMapper;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.networks.layer.RegionPooling.Offset;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RegionFeaturesTest {
  private static final LevelMapper MAPPER = LevelMapper.standard();

  @Test
  void readsALinearMapAtTheCellCentres() {
    // f = x + 10 y at pixel centres; the region's four cells are 2 x 3 pixels, their centres lie
    // at x = 3, 5 and y = 2.5, 5.5 of the image, half a pixel further left and up in the map.
    RegionPooling align = new RegionPooling.Align(2, 2, 2, Offset.HALF_PIXEL, MAPPER);
    try (TensorScope scope = TensorScope.inference()) {
      float[] cells = Tensors.floats(pool(align, ramp(10, 12), 1, 0, 2, 1, 6, 7));
      assertThat(cells).containsExactly(new float[] {22.5f, 24.5f, 52.5f, 54.5f}, within(1e-4f));
    }
  }

  @Test
  void adaptiveSamplingReadsEveryPixelOfWholeCellsOnce() {
    // Each cell is 2 x 2 pixels: the mean of four pixels, read at their centres.
    RegionPooling align = new RegionPooling.Align(1, 2, 0, Offset.HALF_PIXEL, MAPPER);
    try (TensorScope scope = TensorScope.inference()) {
      float[] cells = Tensors.floats(pool(align, ramp(4, 6), 1, 0, 0, 0, 4, 2));
      assertThat(cells).containsExactly(new float[] {5.5f, 7.5f}, within(1e-5f));
    }
  }

  @Test
  void regionsOutsideTheMapPoolToZero() {
    for (RegionPooling pooling : both(2, 2)) {
      try (TensorScope scope = TensorScope.inference()) {
        assertThat(Tensors.floats(pool(pooling, ramp(4, 6), 1, 0, 100, 100, 120, 130)))
            .containsExactly(0, 0, 0, 0);
      }
    }
  }

  @Test
  void returnsNoFeaturesForNoRegions() {
    for (RegionPooling pooling : both(3, 2)) {
      try (TensorScope scope = TensorScope.training()) {
        Tensor map = ramp(4, 6).requires_grad_(true);
        Tensor pooled =
            new RegionFeatures(pooling, Device.CPU).pool(List.of(map), List.of(8), new float[0]);
        assertThat(Tensors.shape(pooled)).containsExactly(0, 1, 3, 2);
        pooled.sum().backward();
      }
    }
  }

  @Test
  void maxPoolingTakesTheLargestPixelOfWholeCells() {
    // The region's corners round to pixels 0 and 3: four columns, two for each cell.
    RegionPooling max = new RegionPooling.Max(1, 2, MAPPER);
    try (TensorScope scope = TensorScope.training()) {
      Tensor map = ramp(4, 6).requires_grad_(true);
      Tensor pooled =
          new RegionFeatures(max, Device.CPU)
              .pool(List.of(map), List.of(1), new float[] {0, 0.2f, 0.4f, 3.3f, 1.2f});
      assertThat(Tensors.floats(pooled)).containsExactly(11, 13);
      pooled.sum().backward();
      float[] gradient = Tensors.floats(map.grad());
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i]).isEqualTo(i == 6 + 1 || i == 6 + 3 ? 1 : 0);
      }
    }
  }

  @Test
  void poolsEachRegionFromItsImageAndLevel() {
    // Two images; strides 16 and 32 are levels 4 and 5. A region of 224 pixels is read from the
    // first map, one of 448 from the second, and the results keep the order of the regions.
    RegionPooling align = new RegionPooling.Align(1, 1, 1, Offset.NONE, MAPPER);
    try (TensorScope scope = TensorScope.inference()) {
      Tensor fine = Tensors.of(filled(2 * 900, 1, 2), Device.CPU, 2, 1, 30, 30);
      Tensor coarse = Tensors.of(filled(2 * 225, 3, 4), Device.CPU, 2, 1, 15, 15);
      float[] regions = {
        1, 0, 0, 448, 448, //
        0, 0, 0, 224, 224, //
        0, 0, 0, 448, 448, //
        1, 8, 8, 232, 232
      };
      Tensor pooled =
          new RegionFeatures(align, Device.CPU)
              .pool(List.of(fine, coarse), List.of(16, 32), regions);
      assertThat(Tensors.floats(pooled)).containsExactly(4, 1, 3, 2);
    }
  }

  private static List<RegionPooling> both(int height, int width) {
    return List.of(
        new RegionPooling.Align(height, width, 2, Offset.NONE, MAPPER),
        new RegionPooling.Max(height, width, MAPPER));
  }

  private static Tensor pool(RegionPooling pooling, Tensor map, int stride, float... region) {
    return new RegionFeatures(pooling, Device.CPU).pool(List.of(map), List.of(stride), region);
  }

  /** x + 10 y. */
  private static Tensor ramp(int height, int width) {
    float[] values = new float[height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % width + 10 * (i / width);
    }
    return Tensors.of(values, Device.CPU, 1, 1, height, width);
  }

  private static float[] filled(int size, float firstHalf, float secondHalf) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i < size / 2 ? firstHalf : secondHalf;
    }
    return values;
  }
}
