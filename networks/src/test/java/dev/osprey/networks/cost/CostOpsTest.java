package dev.osprey.networks.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CostOpsTest {
  private final CostOps ops = new CostOps();

  @Test
  void countsAMultiplicationWithItsAdditionAsOne() {
    Conv2d conv = conv(Conv2d.Shape.same(3, 4, 3, 2));
    assertThat(ops.conv2d(TensorShape.of(1, 3, 5, 5), conv)).isEqualTo(TensorShape.of(1, 4, 3, 3));
    // 4 · 3 · 3 outputs, 3 · 3 · 3 products each
    assertThat(ops.multiplyAdds()).isEqualTo(972);
  }

  @Test
  void depthwiseConvolutionsReadOneChannelEach() {
    ops.conv2d(TensorShape.of(2, 8, 4, 4), conv(Conv2d.Shape.depthwise(8, 1)));
    // 2 · 8 · 4 · 4 outputs, 9 products each
    assertThat(ops.multiplyAdds()).isEqualTo(2304);
  }

  @Test
  void groupedConvolutionsReadTheChannelsOfTheirGroup() {
    ops.conv2d(TensorShape.of(1, 12, 5, 7), conv(Conv2d.Shape.same(12, 6, 3, 1).grouped(3)));
    // 6 · 5 · 7 outputs, 12 / 3 · 9 products each
    assertThat(ops.multiplyAdds()).isEqualTo(7560);
    assertRefused(
        () -> Conv2d.Shape.same(12, 6, 3, 1).grouped(4), "12 to 6 channels cannot be divided");
    assertRefused(() -> Conv2d.Shape.same(12, 6, 3, 1).grouped(0), "into 0 groups");
  }

  @Test
  void sharedLayersCountOncePerRun() {
    Conv2d conv = conv(Conv2d.Shape.same(1, 1, 1, 1));
    Conv2d other = conv(Conv2d.Shape.same(1, 1, 1, 1));
    ops.conv2d(TensorShape.of(1, 1, 2, 2), conv);
    ops.conv2d(TensorShape.of(1, 1, 3, 3), conv);
    ops.conv2d(TensorShape.of(1, 1, 5, 5), other);
    assertThat(ops.multiplyAdds(conv)).isEqualTo(4 + 9);
    assertThat(ops.multiplyAdds()).isEqualTo(4 + 9 + 25);
    assertThat(ops.outputs(conv))
        .containsExactly(TensorShape.of(1, 1, 2, 2), TensorShape.of(1, 1, 3, 3));
    assertThat(ops.outputs(conv(Conv2d.Shape.same(1, 1, 1, 1)))).isEmpty();
  }

  @Test
  void countsWrittenElementsButNotViews() {
    TensorShape x = TensorShape.of(1, 2, 3, 4);
    TensorShape permuted = ops.permute(ops.activate(x, Activation.NONE), 0, 2, 3, 1);
    assertThat(ops.writtenElements()).isZero();
    ops.reshape(permuted, 0, -1, 2);
    ops.activate(x, Activation.RELU);
    ops.add(x, x);
    assertThat(ops.writtenElements()).isEqualTo(3 * 24);
  }

  @Test
  void peakElementsLeaveOutValuesInsideBlocks() {
    TensorShape x = TensorShape.of(1, 2, 3, 4);
    TensorShape y = ops.block(() -> ops.add(ops.add(x, x), x));
    assertThat(ops.peakElements()).isEqualTo(2 * 24);
    ops.add(y, y);
    // the block's result, and the sum
    assertThat(ops.peakElements()).isEqualTo(2 * 24);
    ops.add(y, y);
    assertThat(ops.peakElements()).isEqualTo(3 * 24);
  }

  @Test
  void foldedConvolutionWritesOneArrayAndAnActivationOutOfPlaceAnother() {
    Conv2d conv = conv(Conv2d.Shape.same(2, 2, 1, 1));
    TensorShape x = TensorShape.of(1, 2, 3, 4);
    ops.convNorm(
        x, new ConvNorm(conv, new BatchNorm(2, BatchNorm.Mode.TRAIN, 1e-5, 0.1), Activation.RELU));
    assertThat(ops.peakElements()).isEqualTo(24);
    assertThat(ops.writtenElements()).isEqualTo(3 * 24);
    ops.convNorm(
        x,
        new ConvNorm(
            conv,
            new BatchNorm(2, BatchNorm.Mode.TRAIN, 1e-5, 0.1),
            new Activation.LeakyRelu(0.1)));
    assertThat(ops.peakElements()).isEqualTo(3 * 24);
  }

  @Test
  void maxPoolIncludesThePadding() {
    assertThat(ops.maxPool(TensorShape.of(1, 2, 7, 8), 3, 2, 1))
        .isEqualTo(TensorShape.of(1, 2, 4, 4));
    assertThat(ops.maxPool(TensorShape.of(1, 2, 1, 1), 1, 2, 0))
        .isEqualTo(TensorShape.of(1, 2, 1, 1));
  }

  @Test
  void doublingCountsTheCroppedElementsToo() {
    Doubling layer = new Doubling();
    TensorShape x = TensorShape.of(2, 3, 4, 5);
    assertThat(ops.doubleLike(x, TensorShape.of(2, 7, 7, 10), layer))
        .isEqualTo(TensorShape.of(2, 3, 7, 10));
    // one product for each of 2 · 3 · 8 · 10 values, before the last row is cropped
    assertThat(ops.multiplyAdds(layer)).isEqualTo(480);
    assertThat(ops.multiplyAdds()).isEqualTo(480);
    assertThat(ops.writtenElements()).isEqualTo(480);
    assertThat(ops.outputs(layer)).containsExactly(TensorShape.of(2, 3, 7, 10));
    assertRefused(
        () -> ops.doubleLike(x, TensorShape.of(2, 3, 9, 10), layer),
        "double: 2x3x9x10 is more than twice as high or wide as 2x3x4x5");
    assertRefused(
        () -> ops.doubleLike(x, TensorShape.of(2, 3, 8, 11), layer), "double: 2x3x8x11 is more");
    assertRefused(
        () -> ops.doubleLike(TensorShape.of(3, 4), x, layer), "double: takes (N, C, H, W)");
  }

  @Test
  void reshapeKeepsZeroAndInfersMinusOne() {
    assertThat(ops.reshape(TensorShape.of(2, 5, 7, 12), 0, -1, 4))
        .isEqualTo(TensorShape.of(2, 105, 4));
    assertRefused(
        () -> ops.reshape(TensorShape.of(2, 5), 3, -1), "reshape: 2x5 does not fit into [3, -1]");
    assertRefused(() -> ops.reshape(TensorShape.of(2, 5), -1, -1), "does not fit");
    assertRefused(() -> ops.reshape(TensorShape.of(4), 2, 2, 0), "reshape: 4 has no axis 2");
  }

  @Test
  void emptyBatchKeepsItsShapeUnlessASizeMustBeInferred() {
    TensorShape none = TensorShape.of(0, 3, 8, 8);
    assertThat(ops.conv2d(none, conv(Conv2d.Shape.same(3, 4, 3, 2))))
        .isEqualTo(TensorShape.of(0, 4, 4, 4));
    assertRefused(() -> ops.reshape(none, 0, -1, 3), "reshape: 0x3x8x8 does not fit");
  }

  @Test
  void concatAddsSizesAlongItsAxis() {
    assertThat(ops.concat(List.of(TensorShape.of(2, 3, 4), TensorShape.of(2, 5, 4)), 1))
        .isEqualTo(TensorShape.of(2, 8, 4));
    assertRefused(
        () -> ops.concat(List.of(TensorShape.of(2, 3), TensorShape.of(1, 3)), 1),
        "concat: 2x3 and 1x3 differ in another axis than 1");
    assertRefused(
        () -> ops.concat(List.of(TensorShape.of(2, 3), TensorShape.of(2)), 1), "concat: 2x3 and 2");
    assertRefused(() -> ops.concat(List.of(), 0), "no arrays to concatenate");
  }

  @Test
  void namesTheShapesThatDoNotFit() {
    TensorShape x = TensorShape.of(1, 3, 8, 8);
    assertRefused(
        () -> ops.conv2d(x, conv(Conv2d.Shape.same(4, 4, 3, 1))),
        "conv2d: takes 4 channels, input 1x3x8x8 has 3");
    assertRefused(
        () -> ops.conv2d(TensorShape.of(3, 8, 8), conv(Conv2d.Shape.same(3, 4, 3, 1))),
        "conv2d: takes (N, C, H, W), got 3x8x8");
    assertRefused(
        () -> ops.batchNorm(x, new BatchNorm(5, BatchNorm.Mode.TRAIN, 1e-5, 0.1)),
        "batch norm: takes 5 channels");
    assertRefused(
        () -> ops.groupNorm(x, new GroupNorm(4, 2, 1e-5)), "group norm: takes 4 channels");
    assertRefused(() -> ops.add(x, TensorShape.of(1, 3, 8, 7)), "add: 1x3x8x8 and 1x3x8x7 differ");
    assertRefused(() -> ops.maxPool(x, 9, 1, 0), "max pool: input 1x3x8x8 is smaller than");
    assertRefused(() -> ops.permute(x, 0, 1, 2), "permute: 1x3x8x8 has 4 axes, got [0, 1, 2]");
    assertRefused(() -> ops.permute(x, 0, 1, 1, 2), "an axis is repeated in [0, 1, 1, 2]");
    assertRefused(() -> ops.permute(x, 0, 1, 2, 4), "has no axis 4");
    assertRefused(() -> TensorShape.of(1, -1), "shape [1, -1] has a size below 0");
  }

  /** Compares with a count of all positions where a window fits. */
  @Property
  void countsTheWindowsThatFit(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride) {
    int padding = kernel / 2;
    int expected = 0;
    for (int start = -padding; start + kernel <= size + padding; start += stride) {
      expected++;
    }
    TensorShape x = TensorShape.of(1, 1, size, size);
    assertThat(new CostOps().maxPool(x, kernel, stride, padding))
        .isEqualTo(TensorShape.of(1, 1, expected, expected));
    assertThat(new CostOps().conv2d(x, conv(Conv2d.Shape.same(1, 1, kernel, stride))))
        .isEqualTo(TensorShape.of(1, 1, expected, expected));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Conv2d conv(Conv2d.Shape shape) {
    return ConvInit.normal(1).withBias(shape);
  }
}
