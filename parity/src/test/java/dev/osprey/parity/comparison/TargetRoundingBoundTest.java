package dev.osprey.parity.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the bounds for our arithmetic and for the peer's float32 arithmetic, which is repeated
 * here.
 */
class TargetRoundingBoundTest {
  private static final int FACES = 2000;
  private static final double[] VARIANCE = {0.1, 0.2};

  private final TargetRoundingBound rounding = new TargetRoundingBound(VARIANCE[0], VARIANCE[1]);

  /** A face and a prior that overlaps it, in pixels, and a point of the face. */
  private record Pair(float[] box, float[] anchor, float[] points, int side) {

    static Pair draw(SplittableRandom random, int side) {
      double size = Math.exp(random.nextDouble(Math.log(2), Math.log(side)));
      double x = random.nextDouble(side - size);
      double y = random.nextDouble(side - size);
      float[] box = new float[4];
      float[] anchor = new float[4];
      float[] points = new float[10];
      for (int k = 0; k < 4; k++) {
        double corner = (k % 2 == 0 ? x : y) + (k < 2 ? 0 : size);
        box[k] = (float) corner;
        // quarters of a pixel, like the corners of priors
        anchor[k] = (float) Math.rint(4 * (corner + random.nextDouble(-0.2, 0.2) * size)) / 4;
      }
      for (int k = 0; k < 10; k++) {
        points[k] = (float) ((k % 2 == 0 ? x : y) + random.nextDouble() * size);
      }
      return new Pair(box, anchor, points, side);
    }

    boolean isProper() {
      return anchor[2] > anchor[0] && anchor[3] > anchor[1];
    }

    /** Returns the exact result. */
    double[] exact() {
      double[] targets = new double[14];
      for (int k = 0; k < 2; k++) {
        double size = (double) anchor[2 + k] - anchor[k];
        double center = ((double) anchor[2 + k] + anchor[k]) / 2;
        targets[k] = (((double) box[k] + box[2 + k]) / 2 - center) / (VARIANCE[0] * size);
        targets[2 + k] = Math.log(((double) box[2 + k] - box[k]) / size) / VARIANCE[1];
        for (int point = 0; point < 5; point++) {
          int at = 2 * point + k;
          targets[4 + at] = (points[at] - center) / (VARIANCE[0] * size);
        }
      }
      return targets;
    }

    /**
     * Returns the peer's result: parts of the image's sides, priors as centre and side, all in
     * float32.
     */
    float[] asThePeer() {
      float[] targets = new float[14];
      for (int k = 0; k < 2; k++) {
        float low = (float) ((double) box[k] / side);
        float high = (float) ((double) box[2 + k] / side);
        float center = (float) (((double) anchor[k] + anchor[2 + k]) / 2 / side);
        float size = (float) (((double) anchor[2 + k] - anchor[k]) / side);
        float scale = (float) VARIANCE[0] * size;
        targets[k] = ((low + high) / 2 - center) / scale;
        targets[2 + k] = (float) Math.log((high - low) / size) / (float) VARIANCE[1];
        for (int point = 0; point < 5; point++) {
          int at = 2 * point + k;
          targets[4 + at] = ((float) ((double) points[at] / side) - center) / scale;
        }
      }
      return targets;
    }

    float[] asOsprey() {
      BoxCoder boxes =
          new BoxCoder(
              new BoxCoder.Config(
                  List.of(0.0, 0.0, 0.0, 0.0),
                  List.of(VARIANCE[0], VARIANCE[0], VARIANCE[1], VARIANCE[1]),
                  null,
                  null,
                  0));
      LandmarkCoder landmarks = new LandmarkCoder(new LandmarkCoder.Config(VARIANCE[0]));
      float[] targets = new float[14];
      try (TensorScope scope = TensorScope.inference()) {
        var prior = Tensors.of(anchor, Device.CPU, 1, 4);
        float[] coded =
            Tensors.floats(boxes.encode(Tensors.of(box, Device.CPU, 1, 4), prior, Device.CPU));
        System.arraycopy(coded, 0, targets, 0, 4);
        coded = Tensors.floats(landmarks.encode(Tensors.of(points, Device.CPU, 1, 10), prior));
        System.arraycopy(coded, 0, targets, 4, 10);
      }
      return targets;
    }

    double[] tolerances(TargetRoundingBound rounding) {
      double[] tolerances = new double[14];
      System.arraycopy(rounding.ofBox(box, anchor, 0), 0, tolerances, 0, 4);
      System.arraycopy(rounding.ofLandmarks(points, anchor, 0), 0, tolerances, 4, 10);
      return tolerances;
    }
  }

  /** Each of the two computations may use half of the tolerance, and comes close to it. */
  @ParameterizedTest
  @ValueSource(ints = {33, 160, 640, 1023})
  void float32ErrorsStayWithinTheBoundAndComeClose(int side) {
    SplittableRandom random = new SplittableRandom(side);
    double largest = 0;
    for (int i = 0; i < FACES; i++) {
      Pair pair = Pair.draw(random, side);
      if (!pair.isProper()) {
        continue;
      }
      double[] exact = pair.exact();
      double[] tolerances = pair.tolerances(rounding);
      for (float[] targets : List.of(pair.asThePeer(), pair.asOsprey())) {
        for (int k = 0; k < exact.length; k++) {
          double share = Math.abs(targets[k] - exact[k]) / (tolerances[k] / 2);
          assertThat(share).as("target %d of face %d", k, i).isLessThanOrEqualTo(1);
          largest = Math.max(largest, share);
        }
      }
    }
    assertThat(largest).isGreaterThan(0.2);
  }

  /** Half a thousandth of a pixel is ten times the rounding of a face of 16 pixels. */
  @ParameterizedTest
  @ValueSource(ints = {160, 640})
  void boxThatDiffersByATinyPartOfAPixelExceedsTheBound(int side) {
    float[] box = {side - 20, side - 20, side - 4, side - 4};
    float[] anchor = {side - 24, side - 24, side - 8, side - 8};
    double moved = 0.0005 / (VARIANCE[0] * 16);
    assertThat(rounding.ofBox(box, anchor, 0)[0]).isLessThan(moved * (side == 160 ? 0.3 : 1));
  }
}
