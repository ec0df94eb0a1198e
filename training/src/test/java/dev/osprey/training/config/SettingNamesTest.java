package dev.osprey.training.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import org.junit.jupiter.api.Test;

class SettingNamesTest {

  private static String in(String message) {
    return String.valueOf(SettingNames.in("data.train", new UserError(message)).getMessage());
  }

  @Test
  void splitOptionBecomesSettingWithValue() {
    assertThat(in("set has several splits. Pass --split with one of train, val"))
        .isEqualTo(
            "data.train: set has several splits. Give data.train.split=train or another of train, val");
  }

  @Test
  void optionsBecomeSettingsOfTheGroup() {
    assertThat(
            in(
                "a.json: … Fix the entry or pass --on-invalid skip or fix (in a configuration:"
                    + " onInvalid)"))
        .endsWith("Fix the entry or pass data.train.onInvalid=skip (or fix)");
    assertThat(in("Check the data set or pass --images DIR"))
        .endsWith("pass data.train.images DIR");
  }

  @Test
  void keepsOtherOptions() {
    assertThat(in("pass --debug, or a-b--c")).endsWith("pass --debug, or a-b--c");
  }
}
