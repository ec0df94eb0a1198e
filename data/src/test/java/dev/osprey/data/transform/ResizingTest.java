package dev.osprey.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resized pixels and sizes equal those of torchvision, scikit-image and OpenCV. */
class ResizingTest extends PreprocessingCase {
  private static RgbImage pattern(int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[at++] = (byte) (y * 37 + x * 11 + c * 53 + x * y % 7 * 13);
        }
      }
    }
    return new RgbImage(new ImageSize(height, width), pixels);
  }

  private static double absoluteSum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs((double) value);
    }
    return sum;
  }

  private static void assertSampled(float[] values, int stride, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i * stride]).isCloseTo((float) expected[i], within(2e-6f));
    }
  }

  // Numbers of torch 1.13.1's interpolate, called as torchvision 0.14's transform calls it. Later
  // torch fuses a multiplication and an addition in the positions, which moves them by 5e-6.
  @Test
  void resizesAsTorchvisionDoes() {
    float[] shrunk = render(floor(17, 100), pattern(40, 23));
    assertSampled(
        shrunk,
        256,
        -1.957042,
        0.6357425,
        -1.08361,
        0.9089402,
        -0.9433908,
        1.093636,
        -0.05046245,
        0.9047502,
        0.2067715,
        -1.439739,
        1.095731,
        -0.5507794);
    assertThat(absoluteSum(shrunk)).isCloseTo(1307.905374, within(1e-4));
    assertThat(absoluteSum(render(floor(8, 100), pattern(5, 7))))
        .isCloseTo(241.862885, within(1e-4));
    assertThat(absoluteSum(render(floor(64, 70), pattern(101, 97))))
        .isCloseTo(10919.61315, within(2e-3));
    assertThat(absoluteSum(render(floor(4, 12), pattern(1, 9))))
        .isCloseTo(32.0160393, within(1e-5));
  }

  // Numbers of scikit-image 0.26's resize on the same pattern, normalised before in float64.
  @Test
  void resizesAsScikitImageDoes() {
    float[] shrunk = render(nearest(17, 100), pattern(40, 23));
    assertSampled(
        shrunk,
        256,
        -1.972511,
        0.5461708,
        -1.594088,
        0.7956548,
        -0.9592052,
        0.9566098,
        -0.5723348,
        1.211663,
        0.1910275,
        -1.094974,
        0.5761785,
        -1.322237);
    assertThat(absoluteSum(shrunk)).isCloseTo(1327.57379, within(1e-3));
    assertThat(absoluteSum(render(nearest(8, 100), pattern(5, 7))))
        .isCloseTo(228.561999, within(1e-4));
    assertThat(absoluteSum(render(nearest(64, 70), pattern(101, 97))))
        .isCloseTo(11228.9515, within(2e-3));
    assertThat(absoluteSum(render(nearest(4, 12), pattern(1, 9))))
        .isCloseTo(31.9678935, within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "800, 1333, 375, 500, 799, 1066, 800, 1088",
    "800, 1333, 600, 800, 800, 1066, 800, 1088",
    "800, 1333, 640, 213, 1333, 443, 1344, 448",
    "320, 480, 101, 97, 333, 319, 352, 320",
    "224, 224, 640, 213, 223, 74, 224, 96",
    "608, 1024, 480, 640, 608, 810, 608, 832",
    "800, 1333, 5000, 1, 1332, 1, 1344, 32",
    "800, 1333, 1, 1, 800, 800, 800, 800"
  })
  void roundsSidesDownFromAFloatScale(
      int side, int longest, int h, int w, int outH, int outW, int padH, int padW) {
    Preprocessing preprocessing = floor(side, longest);
    ImageSize resized = preprocessing.geometry(new ImageSize(h, w)).resized();
    assertThat(resized).isEqualTo(new ImageSize(outH, outW));
    assertThat(preprocessing.padding().batchSize(List.of(resized)))
        .isEqualTo(new ImageSize(padH, padW));
  }

  @Test
  void roundsSidesToTheNearestEvenAndAddsAWholeMultiple() {
    // 480 -> 608 is 1.2667; 640 * 1.2667 = 810.67. 608 % 32 = 0, so 32 more; 811 + 32 - 11 = 832.
    Preprocessing preprocessing = nearest(608, 1024);
    ImageSize resized = preprocessing.geometry(new ImageSize(480, 640)).resized();
    assertThat(resized).isEqualTo(new ImageSize(608, 811));
    assertThat(preprocessing.padding().batchSize(List.of(resized)))
        .isEqualTo(new ImageSize(640, 832));
    // 2 -> 1 halves 5 to 2.5, and the even neighbour is 2.
    assertThat(nearest(1, 100).geometry(new ImageSize(2, 5)).resized())
        .isEqualTo(new ImageSize(1, 2));
  }

  // int(side * min(longest / max(h, w), side / min(h, w)) + 0.5); no side is 0 here.
  @ParameterizedTest
  @CsvSource({
    "800, 1333, 375, 500, 800, 1067",
    "608, 1024, 480, 640, 608, 811",
    "800, 1333, 640, 213, 1333, 444",
    "600, 1000, 427, 640, 600, 899",
    "1, 100, 2, 5, 1, 3",
    "2, 3, 3, 5, 2, 3",
    "800, 1333, 5000, 1, 1333, 1",
    "800, 1333, 1, 1, 800, 800"
  })
  void roundsHalvesUpOnRequest(int side, int longest, int h, int w, int outH, int outW) {
    assertThat(eightBits(side, longest).geometry(new ImageSize(h, w)).resized())
        .isEqualTo(new ImageSize(outH, outW));
  }

  // Numbers of cv2.resize(pattern, INTER_LINEAR), opencv-python 4.8.1. Fixed-point code differs
  // between processors by one level at most.
  @Test
  void resizesEightBitImagesAsOpenCvDoes() {
    assertLevels(
        eightBits(17, 100),
        pattern(40, 23),
        153,
        195414,
        8,
        163,
        135,
        63,
        104,
        44,
        185,
        191,
        191,
        126);
    assertLevels(
        eightBits(8, 100), pattern(5, 7), 26, 33031, 0, 98, 170, 177, 119, 139, 101, 146, 32, 59);
    assertLevels(
        eightBits(64, 70),
        pattern(101, 97),
        1286,
        1634119,
        13,
        107,
        198,
        77,
        233,
        150,
        83,
        156,
        106,
        10);
    assertLevels(
        eightBits(4, 12), pattern(1, 9), 3, 3492, 0, 23, 48, 73, 53, 76, 101, 126, 106, 129);
    // Exactly half the size: the mean of four.
    assertLevels(
        eightBits(17, 100),
        pattern(34, 46),
        117,
        149314,
        27,
        164,
        120,
        28,
        120,
        150,
        69,
        80,
        207,
        89);
  }

  private static void assertLevels(
      Preprocessing preprocessing, RgbImage image, int stride, long sum, int... expected) {
    float[] values = render(preprocessing, image);
    for (float value : values) {
      assertThat(value).isCloseTo(Math.round(value), within(1e-3f));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i * stride]).isCloseTo(expected[i], within(1.001f));
    }
    assertThat(absoluteSum(values) / values.length)
        .isCloseTo((double) sum / values.length, within(0.1));
  }
}
