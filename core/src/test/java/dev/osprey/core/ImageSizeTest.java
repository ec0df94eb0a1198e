package dev.osprey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageSizeTest {
  @Test
  void isWrittenHeightFirst() {
    assertThat(new ImageSize(800, 1216)).hasToString("800x1216");
    assertThat(new ImageSize(1, 1)).hasToString("1x1");
  }

  @Test
  void refusesSizesBelowOnePixel() {
    assertThatThrownBy(() -> new ImageSize(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("height 0, width 5");
    assertThatThrownBy(() -> new ImageSize(5, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
