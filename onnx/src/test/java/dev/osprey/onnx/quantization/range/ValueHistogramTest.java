package dev.osprey.onnx.quantization.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValueHistogramTest {
  private static ValueHistogram of(float[]... parts) {
    ValueHistogram histogram = new ValueHistogram();
    for (float[] part : parts) {
      histogram.add(part);
    }
    return histogram;
  }

  private static float[] normal(int count, double deviation) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  @Test
  void theOrderOfTheImagesDoesNotMatter() {
    float[] small = normal(1000, 0.01);
    float[] large = {100, -3, 0, 0};
    ValueHistogram one = of(small, large);
    ValueHistogram other = of(large, small);
    for (int bin = 0; bin < one.bins(); bin++) {
      assertThat(one.count(bin)).isEqualTo(other.count(bin));
      assertThat(one.centre(bin)).isEqualTo(other.centre(bin));
    }
    assertThat(one.low()).isEqualTo(-3);
    assertThat(one.high()).isEqualTo(100);
    assertThat(one.size()).isEqualTo(1004);
    assertThat(one.nonZeros()).isEqualTo(1002);
  }

  @Test
  void quantilesAreRightToTheWidthOfABin() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    ValueHistogram histogram = of(values);
    assertThat(histogram.quantile(0.5)).isCloseTo(500, within(2.0));
    assertThat(histogram.quantile(0.99)).isCloseTo(990, within(2.0));
    assertThat(histogram.quantile(1)).isEqualTo(1000);
    assertThat(of(new float[] {0, 0, 0, 5}).quantile(0.5)).isCloseTo(0, within(0.01));
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    assertThatThrownBy(() -> of(new float[] {1, Float.NaN})).hasMessage("not finite");
    assertThatThrownBy(() -> of(new float[] {Float.NEGATIVE_INFINITY})).hasMessage("not finite");
  }

  @ParameterizedTest
  @EnumSource(RangeRule.class)
  void everyRuleGivesARangeForOddDistributions(RangeRule rule) {
    assertThat(rule.range(new ValueHistogram())).isEqualTo(new QuantizedRange(1, 0));
    assertThat(rule.range(of(new float[] {0, 0}))).isEqualTo(new QuantizedRange(1, 0));
    QuantizedRange single = rule.range(of(new float[] {3, 3, 3}));
    assertThat(single.rounded(3)).isCloseTo(3, within(0.02));
    assertThat(single.zeroPoint()).isZero();
    QuantizedRange negative = rule.range(of(new float[] {-2, -2}));
    assertThat(negative.rounded(-2)).isCloseTo(-2, within(0.02));
    assertThat(negative.zeroPoint()).isEqualTo(255);
  }

  @ParameterizedTest
  @EnumSource(RangeRule.class)
  void noRuleGoesBeyondTheNumbersOrCutsOffTheirBulk(RangeRule rule) {
    QuantizedRange range = rule.range(of(normal(20_000, 1)));
    assertThat(range.highest()).isBetween(1.5, 5.0);
    assertThat(range.lowest()).isBetween(-5.0, -1.5);
  }

  @Test
  void anOutlierIsCutOffWhereThatCostsLess() {
    ValueHistogram histogram = of(normal(100_000, 1), new float[] {30});
    assertThat(RangeRule.MINIMUM_MAXIMUM.range(histogram).highest()).isCloseTo(30, within(0.1));
    assertThat(RangeRule.PERCENTILE.range(histogram).highest()).isBetween(3.5, 4.5);
    assertThat(RangeRule.ENTROPY.range(histogram).highest()).isLessThan(20);
    QuantizedRange least = RangeRule.LEAST_SQUARES.range(histogram);
    assertThat(RangeRule.squaredError(histogram, least))
        .isLessThan(RangeRule.squaredError(histogram, RangeRule.MINIMUM_MAXIMUM.range(histogram)));
  }

  @Test
  void namesAreWords() {
    assertThat(RangeRule.LEAST_SQUARES.text()).isEqualTo("least squares");
  }
}
