package dev.osprey.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthFitTest {
  private static final List<Double> SIZES = List.of(1000.0, 2000.0, 4000.0, 8000.0, 16000.0);

  private static GrowthFit fit(DoubleUnaryOperator y) {
    return GrowthFit.of(SIZES, SIZES.stream().map(y::applyAsDouble).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.5, 2})
  void findsTheExponentBesideAFixedCost(double exponent) {
    GrowthFit fit = fit(x -> 7 + 3 * Math.pow(x / 1000, exponent));
    assertThat(fit.exponent()).isEqualTo(exponent, within(0.011));
    assertThat(fit.base()).isEqualTo(7, within(0.3));
    assertThat(fit.isFasterThanLinear()).isEqualTo(exponent > 1);
  }

  @Test
  void aLargeFixedCostDoesNotHideAQuadraticGrowth() {
    assertThat(fit(x -> 1e9 + x * x).isFasterThanLinear()).isTrue();
  }

  @Test
  void noiseOfAFewPercentIsNoGrowth() {
    assertThat(fit(x -> x == 4000 ? 104 : 100).exponent()).isZero();
  }

  @Test
  void aNegativeFixedCostIsNotAllowed() {
    assertThat(fit(x -> x - 900).base()).isZero();
  }

  @Test
  void oneSizeHasNoGrowth() {
    assertThatThrownBy(() -> GrowthFit.of(List.of(1.0, 1.0), List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
