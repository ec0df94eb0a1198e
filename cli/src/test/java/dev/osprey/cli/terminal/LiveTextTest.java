package dev.osprey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTextTest {
  private final LiveText text = new LiveText(0.5, List.of("epoch 1/8", "step 2/80", "loss 0.8"));

  @Test
  void lastPartsAreDroppedOnANarrowTerminal() {
    assertThat(text.fitted(30)).isEqualTo("epoch 1/8  step 2/80  loss 0.8");
    assertThat(text.fitted(29)).isEqualTo("epoch 1/8  step 2/80");
    assertThat(text.fitted(10)).isEqualTo("epoch 1/8");
    assertThat(text.fitted(5)).isEqualTo("epoc…");
    assertThat(text.fitted(0)).isEmpty();
  }

  @Test
  void barFillsTheRemainingColumnsAndHasAtLeastTen() {
    assertThat(text.fitted(43)).isEqualTo("epoch 1/8  step 2/80  loss 0.8");
    assertThat(text.fitted(44)).isEqualTo("[=====     ]  epoch 1/8  step 2/80  loss 0.8");
    assertThat(text.fitted(200)).startsWith("[" + "=".repeat(20) + " ".repeat(20) + "]");
  }

  @Test
  void workOfUnknownLengthHasNoBar() {
    assertThat(LiveText.of("reading", "3 s").fitted(100)).isEqualTo("reading  3 s");
  }

  @Test
  void controlSequencesInNamesAreEscaped() {
    assertThat(LiveText.of("a\u001b[2Jb\nc").fitted(80)).isEqualTo("a\\u001b[2Jb\\nc");
  }
}
