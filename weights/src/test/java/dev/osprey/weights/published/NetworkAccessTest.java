package dev.osprey.weights.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAccessTest {
  private static NetworkAccess of(String value) {
    return NetworkAccess.of(Map.of("OSPREY_OFFLINE", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "YES", "on", " 1 "})
  void variableTurnsDownloadsOff(String value) {
    assertThat(of(value)).isEqualTo(NetworkAccess.OFFLINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0", "False", "no", "off"})
  void falseOrEmptyVariableAllowsDownloads(String value) {
    assertThat(of(value)).isEqualTo(NetworkAccess.ONLINE);
    assertThat(NetworkAccess.of(Map.of())).isEqualTo(NetworkAccess.ONLINE);
  }

  @Test
  void refusesOtherValues() {
    assertThatThrownBy(() -> of("offline"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the environment variable OSPREY_OFFLINE is \"offline\"; give 1 to fetch nothing, or"
                + " 0");
  }
}
