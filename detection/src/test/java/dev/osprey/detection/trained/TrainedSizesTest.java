package dev.osprey.detection.trained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.trained.TrainedSizes.Range;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainedSizesTest {
  private static final TrainedSizes SIZES =
      new TrainedSizes(List.of(new Range(0, 12, 34), new Range(2, 50, 125)), 0.5, 640);

  @Test
  void readsBackWhatWasWritten() {
    assertThat(TrainedSizes.read(Map.of(TrainedSizes.KEY, SIZES.toJson()), "m.safetensors"))
        .isEqualTo(SIZES);
  }

  @Test
  void aFileWithoutSizesIsNoError() {
    assertThat(TrainedSizes.read(Map.of(), "m.safetensors")).isNull();
  }

  @Test
  void aDamagedEntryIsNamed() {
    assertThatThrownBy(
            () -> TrainedSizes.read(Map.of(TrainedSizes.KEY, "{\"scale\": 0}"), "m.safetensors"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("m.safetensors (trained sizes)");
  }

  @Test
  void onlyTrainedClassesContainASize() {
    assertThat(SIZES.contains(0, 12)).isTrue();
    assertThat(SIZES.contains(0, 34.1)).isFalse();
    assertThat(SIZES.contains(1, 20)).isFalse();
    assertThat(SIZES.contains(3, 20)).isFalse();
  }

  @Test
  void theLargestSizeIsThatOfAnyClass() {
    assertThat(SIZES.largest()).isEqualTo(125);
    assertThat(new TrainedSizes(List.of(), 1, 640).largest()).isZero();
  }
}
