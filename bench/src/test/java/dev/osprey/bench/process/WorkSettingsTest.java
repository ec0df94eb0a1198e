package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkSettingsTest {
  @Test
  void settingsSurviveTheirJson() {
    WorkSettings settings = WorkSettings.of("image", "a \"b\".png", "batch", 8, "backward", true);
    assertThat(WorkSettings.parse(settings.json())).isEqualTo(settings);
    assertThat(settings.number("batch")).isEqualTo(8);
    assertThat(settings.text("backward")).isEqualTo("true");
  }

  @Test
  void laterSettingsReplaceEarlierOnes() {
    WorkSettings settings = WorkSettings.of("a", 1, "b", 2).with("b", 3, "c", 4);
    assertThat(settings).isEqualTo(WorkSettings.of("a", 1, "b", 3, "c", 4));
    assertThat(settings.number("d", 5)).isEqualTo(5);
  }

  @Test
  void aMissingSettingIsNamed() {
    assertThatThrownBy(() -> WorkSettings.of("a", 1).text("model")).hasMessageContaining("model");
  }

  @Test
  void textThatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> WorkSettings.parse("{a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{a");
  }
}
