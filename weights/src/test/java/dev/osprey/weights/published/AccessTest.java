package dev.osprey.weights.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static Access of(String value) {
    return Access.of(Map.of("OSPREY_OFFLINE", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "YES", "on", " 1 "})
  void theVariableForbidsTheNetwork(String value) {
    assertThat(of(value)).isEqualTo(Access.OFFLINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0", "False", "no", "off"})
  void whatSaysNoAllowsIt(String value) {
    assertThat(of(value)).isEqualTo(Access.ONLINE);
    assertThat(Access.of(Map.of())).isEqualTo(Access.ONLINE);
  }

  @Test
  void anythingElseIsAMistake() {
    assertThatThrownBy(() -> of("offline"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the environment variable OSPREY_OFFLINE is \"offline\"; give 1 to fetch nothing, or"
                + " 0");
  }
}
