package dev.osprey.detection.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoxCoderTest {
  private static final double LARGEST = Math.log(1000.0 / 16);
  private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0, 0.0);
  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0, 1.0);
  private static final List<Double> YHENON = List.of(0.1, 0.1, 0.2, 0.2);

  @Test
  void encodesOffsetsInAnchorSidesAndLogarithmsOfSizes() {
    // Anchor: centre (5, 10), 10 x 20. Box: centre (10, 10), 10 x 10.
    float[] deltas = encode(coder(ZEROS, ONES), boxes(5, 5, 15, 15), boxes(0, 0, 10, 20));
    assertThat(deltas).containsExactly(new float[] {0.5f, 0, 0, (float) Math.log(0.5)}, TOLERANCE);
  }

  @Test
  void normalisesByMeansAndDeviations() {
    // (0.5 - 0.1) / 0.1, (0 - 0) / 0.1, (0 - 0) / 0.2, log(0.5) / 0.2
    BoxCoder coder = coder(List.of(0.1, 0.0, 0.0, 0.0), YHENON);
    float[] deltas = encode(coder, boxes(5, 5, 15, 15), boxes(0, 0, 10, 20));
    assertThat(deltas)
        .containsExactly(new float[] {4, 0, 0, (float) (Math.log(0.5) / 0.2)}, TOLERANCE);
    assertThat(decode(coder, deltas, boxes(0, 0, 10, 20)))
        .containsExactly(new float[] {5, 5, 15, 15}, within(1e-4f));
  }

  /** Which numbers the two decoders get are those that trained networks give, and some beyond. */
  @Property(tries = 100)
  void decodingInMainMemoryEqualsDecodingTensors(
      @ForAll long seed, @ForAll @IntRange(max = 50) int count) {
    Random random = new Random(seed);
    float[] deltas = new float[4 * count];
    float[] anchors = new float[4 * count];
    for (int i = 0; i < 4 * count; i += 4) {
      for (int k = 0; k < 4; k++) {
        deltas[i + k] = (float) (3 * random.nextGaussian());
      }
      anchors[i] = 1000 * random.nextFloat() - 100;
      anchors[i + 1] = 1000 * random.nextFloat() - 100;
      anchors[i + 2] = anchors[i] + 500 * random.nextFloat();
      anchors[i + 3] = anchors[i + 1] + 500 * random.nextFloat();
    }
    BoxCoder.Config config =
        new BoxCoder.Config(
            List.of(0.1, 0.0, -0.1, 0.0),
            YHENON,
            random.nextBoolean() ? -LARGEST : null,
            LARGEST,
            0);
    BoxCoder coder = new BoxCoder(config);
    float[] plain = coder.decode(deltas, anchors);
    float[] tensors = decode(coder, deltas, anchors);
    assertThat(plain).hasSameSizeAs(tensors);
    for (int i = 0; i < plain.length; i++) {
      float size = Math.max(1, Math.max(Math.abs(tensors[i]), Math.abs(tensors[i ^ 2])));
      assertThat(plain[i]).isEqualTo(tensors[i], within(size * 1e-6f));
    }
  }

  @Test
  void notANumberStaysOneInTheSidesThatItConcerns() {
    BoxCoder coder = coder(ZEROS, ONES);
    float[] found = coder.decode(new float[] {0, 0, Float.NaN, 0}, boxes(0, 0, 10, 20));
    assertThat(found[0]).isNaN();
    assertThat(found[2]).isNaN();
    assertThat(found[1]).isZero();
    assertThat(found[3]).isEqualTo(20);
  }

  @Test
  void logSizesAreClampedOnTheSidesThatAreSet() {
    // 10 · 1000/16 = 625 and 10 · 16/1000 = 0.16 wide, around the centre (5, 5)
    float[] wide = {0, 0, 100, 0};
    float[] narrow = {0, 0, -100, 0};
    BoxCoder both = new BoxCoder(new BoxCoder.Config(ZEROS, ONES, -LARGEST, LARGEST, 0));
    assertThat(width(decode(both, wide, boxes(0, 0, 10, 10)))).isEqualTo(625, within(1e-3f));
    assertThat(width(decode(both, narrow, boxes(0, 0, 10, 10)))).isEqualTo(0.16f, within(1e-5f));
    BoxCoder above = new BoxCoder(new BoxCoder.Config(ZEROS, ONES, null, LARGEST, 0));
    assertThat(width(decode(above, wide, boxes(0, 0, 10, 10)))).isEqualTo(625, within(1e-3f));
    assertThat(width(decode(above, narrow, boxes(0, 0, 10, 10)))).isZero();
    BoxCoder below = new BoxCoder(new BoxCoder.Config(ZEROS, ONES, -LARGEST, null, 0));
    assertThat(width(decode(below, wide, boxes(0, 0, 10, 10)))).isPositive().isInfinite();
    assertThat(width(decode(below, narrow, boxes(0, 0, 10, 10)))).isEqualTo(0.16f, within(1e-5f));
  }

  @Test
  void clampsTheLogSizeNotTheDelta() {
    // 5 is above log(1000/16) = 4.14, but 5 · 0.2 = 1 is not: the width is 10 · e.
    BoxCoder coder = new BoxCoder(new BoxCoder.Config(ZEROS, YHENON, -LARGEST, LARGEST, 0));
    float[] box = decode(coder, new float[] {0, 0, 5, 0}, boxes(0, 0, 10, 10));
    assertThat(width(box)).isEqualTo((float) (10 * Math.E), within(1e-4f));
  }

  @Test
  void smallTargetsAreEnlargedAfterTheirCentreIsTaken() {
    // Centre 4.25 stays: (4.25 - 5) / 10; the side 0.5 becomes 1: log(1 / 10).
    BoxCoder coder = new BoxCoder(new BoxCoder.Config(ZEROS, ONES, null, null, 1));
    float log = (float) Math.log(0.1);
    assertThat(encode(coder, boxes(4, 4, 4.5f, 4.5f), boxes(0, 0, 10, 10)))
        .containsExactly(new float[] {-0.075f, -0.075f, log, log}, TOLERANCE);
    assertThat(encode(coder, boxes(4, 4, 4, 4), boxes(0, 0, 10, 10)))
        .containsExactly(new float[] {-0.1f, -0.1f, log, log}, TOLERANCE);
  }

  @Test
  void codesNoBoxes() {
    BoxCoder coder = new BoxCoder(new BoxCoder.Config(ZEROS, YHENON, -LARGEST, LARGEST, 1));
    try (TensorScope scope = TensorScope.inference()) {
      Tensor none = Tensors.zeros(Device.CPU, 0, 4);
      assertThat(Tensors.shape(coder.encode(none, none, Device.CPU))).containsExactly(0, 4);
      assertThat(Tensors.shape(coder.decode(none, none, Device.CPU))).containsExactly(0, 4);
    }
  }

  @Test
  void decodesImagesAgainstTheSameAnchors() {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor deltas = Tensors.zeros(Device.CPU, 2, 3, 4);
      Tensor anchors = tensor(0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 9, 9);
      Tensor decoded = coder(ZEROS, ONES).decode(deltas, anchors, Device.CPU);
      assertThat(Tensors.shape(decoded)).containsExactly(2, 3, 4);
      assertThat(Tensors.floats(decoded.select(0, 1))).containsExactly(Tensors.floats(anchors));
    }
  }

  @Test
  void gradientsFlowThroughDecoding() {
    // x1 + y1 + x2 + y2 = 2 · (centre x + centre y): each shift moves it by twice the side,
    // sizes do not.
    try (TensorScope scope = TensorScope.training()) {
      Tensor deltas = tensor(0, 0, 0, 0).requires_grad_(true);
      coder(ZEROS, ONES).decode(deltas, tensor(0, 0, 10, 20), Device.CPU).sum().backward();
      assertThat(Tensors.floats(deltas.grad())).containsExactly(20, 40, 0, 0);
    }
  }

  @Property(tries = 60)
  void decodingUndoesEncoding(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size, @ForAll boolean normalise) {
    Random random = new Random(seed);
    float[] truth = randomBoxes(random, size);
    float[] anchors = randomBoxes(random, size);
    BoxCoder coder = normalise ? coder(List.of(0.2, -0.1, 0.3, 0.0), YHENON) : coder(ZEROS, ONES);
    assertThat(decode(coder, encode(coder, truth, anchors), anchors))
        .containsExactly(truth, within(0.01f));
  }

  @Test
  void refusesInvalidSettings() {
    assertRefused("4 numbers each", List.of(0.0), ONES, null, null, 0);
    assertRefused("coder.deviations", ZEROS, List.of(1.0, 1.0, 0.0, 1.0), null, null, 0);
    assertRefused("coder.means", List.of(0.0, Double.NaN, 0.0, 0.0), ONES, null, null, 0);
    assertRefused("coder.minLogSize", ZEROS, ONES, 2.0, 1.0, 0);
    assertRefused("coder.minLogSize", ZEROS, ONES, Double.NaN, null, 0);
    assertRefused("coder.minTargetSide", ZEROS, ONES, null, null, -1);
    assertRefused("coder.minTargetSide", ZEROS, ONES, null, null, Double.NaN);
  }

  private static final org.assertj.core.data.Offset<Float> TOLERANCE = within(1e-6f);

  private static void assertRefused(
      String message,
      List<Double> means,
      List<Double> deviations,
      @Nullable Double minLogSize,
      @Nullable Double maxLogSize,
      double minTargetSide) {
    assertThatThrownBy(
            () -> new BoxCoder.Config(means, deviations, minLogSize, maxLogSize, minTargetSide))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private static BoxCoder coder(List<Double> means, List<Double> deviations) {
    return new BoxCoder(new BoxCoder.Config(means, deviations, null, null, 0));
  }

  private static float[] boxes(float... values) {
    return values;
  }

  private static Tensor tensor(float... values) {
    return Tensors.of(values, Device.CPU, values.length / 4, 4);
  }

  private static float[] encode(BoxCoder coder, float[] boxes, float[] anchors) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.floats(coder.encode(tensor(boxes), tensor(anchors), Device.CPU));
    }
  }

  private static float[] decode(BoxCoder coder, float[] deltas, float[] anchors) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.floats(coder.decode(tensor(deltas), tensor(anchors), Device.CPU));
    }
  }

  private static float width(float[] box) {
    return box[2] - box[0];
  }

  /** Sides from 1 to 300, corners up to 500. */
  private static float[] randomBoxes(Random random, int size) {
    float[] boxes = new float[4 * size];
    for (int i = 0; i < size; i++) {
      boxes[4 * i] = random.nextFloat() * 500;
      boxes[4 * i + 1] = random.nextFloat() * 500;
      boxes[4 * i + 2] = boxes[4 * i] + 1 + random.nextFloat() * 299;
      boxes[4 * i + 3] = boxes[4 * i + 1] + 1 + random.nextFloat() * 299;
    }
    return boxes;
  }
}
