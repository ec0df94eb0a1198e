package dev.osprey.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @TempDir Path home;

  private Path of(String system, Map<String, String> environment) {
    return CacheFolder.of(environment, system, home.toString());
  }

  private Path below(String... names) {
    return Path.of(home.toString(), names);
  }

  @Test
  void usesTheCacheFolderOfEachSystem() {
    assertThat(of("Linux", Map.of())).isEqualTo(below(".cache", "osprey", "weights"));
    assertThat(of("Mac OS X", Map.of())).isEqualTo(below("Library", "Caches", "osprey", "weights"));
    assertThat(of("Windows 11", Map.of()))
        .isEqualTo(below("AppData", "Local", "osprey", "weights"));
  }

  @Test
  void usesTheVariableOfTheSystem() {
    String configured = below("configured").toString();
    Path expected = below("configured", "osprey", "weights");
    assertThat(of("Linux", Map.of("XDG_CACHE_HOME", configured))).isEqualTo(expected);
    assertThat(of("Windows 11", Map.of("LOCALAPPDATA", configured))).isEqualTo(expected);
    assertThat(of("Mac OS X", Map.of("XDG_CACHE_HOME", configured)))
        .isEqualTo(below("Library", "Caches", "osprey", "weights"));
  }

  @Test
  void ignoresEmptyVariablesAndRelativeXdgPaths() {
    assertThat(of("Linux", Map.of("XDG_CACHE_HOME", "caches", "OSPREY_CACHE", "")))
        .isEqualTo(below(".cache", "osprey", "weights"));
  }

  @Test
  void ospreyCacheIsTheFolderItself() {
    String configured = below("w").toString();
    assertThat(of("Linux", Map.of("OSPREY_CACHE", configured, "XDG_CACHE_HOME", "/x")))
        .isEqualTo(below("w"));
    assertThat(of("Linux", Map.of("OSPREY_CACHE", "w"))).isEqualTo(Path.of("w").toAbsolutePath());
  }

  @Test
  void asksForOspreyCacheWithoutAHome() {
    assertThatThrownBy(() -> CacheFolder.of(Map.of(), "Linux", "?"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("OSPREY_CACHE");
  }

  @Test
  void refusesAVariableThatIsNotAPath() {
    assertThatThrownBy(() -> of("Linux", Map.of("OSPREY_CACHE", "a\0b")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the environment variable OSPREY_CACHE is ");
  }
}
