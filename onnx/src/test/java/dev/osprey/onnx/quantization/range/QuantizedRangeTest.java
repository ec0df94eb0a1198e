package dev.osprey.onnx.quantization.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizedRangeTest {
  @ParameterizedTest
  @CsvSource({
    // (high - low) / 255, and -low / scale rounded
    "0, 255, 1, 0",
    "-127.5, 127.5, 1, 128", // half to even
    "-51, 204, 1, 51",
    "-255, 0, 1, 255",
    "5, 510, 2, 0", // extended to 0
    "-510, -5, 2, 255",
    "7, 7, 0.027450981, 0", // a single value
  })
  void scaleAndZeroPointMapTheRangeToAllLevels(
      double low, double high, float scale, int zeroPoint) {
    QuantizedRange range = QuantizedRange.of(low, high);
    assertThat(range.scale()).isCloseTo(scale, within(1e-8f));
    assertThat(range.zeroPoint()).isEqualTo(zeroPoint);
  }

  @Test
  void zeroIsExactAndLimitsAreKept() {
    for (double low : new double[] {-3.7, -1e-3, 0}) {
      QuantizedRange range = QuantizedRange.of(low, 1.3);
      assertThat(range.rounded(0)).isZero();
      assertThat(range.rounded(1e9)).isEqualTo(range.highest());
      assertThat(range.rounded(-1e9)).isEqualTo(range.lowest());
      assertThat(range.lowest()).isCloseTo(low, within((double) range.scale()));
    }
  }

  @Test
  void aNumberWithinTheRangeIsWrongByAtMostHalfALevel() {
    QuantizedRange range = QuantizedRange.of(-2, 6);
    for (double x = -1.98; x < 5.98; x += 0.01) {
      assertThat(range.rounded(x)).isCloseTo(x, within(range.scale() * 0.5001));
    }
  }

  @Test
  void zerosAloneAndTinyNumbersHaveScaleOne() {
    assertThat(QuantizedRange.of(0, 0)).isEqualTo(new QuantizedRange(1, 0));
    assertThat(QuantizedRange.of(-1e-40, 1e-40)).isEqualTo(new QuantizedRange(1, 0));
  }

  @Test
  void limitsThatAreNoRangeAreRefused() {
    assertThatThrownBy(() -> QuantizedRange.of(Double.NaN, 1))
        .hasMessage("not a range: NaN to 1.0");
    assertThatThrownBy(() -> QuantizedRange.of(0, Double.POSITIVE_INFINITY))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> QuantizedRange.of(1, 0)).hasMessageContaining("1.0 to 0.0");
  }
}
