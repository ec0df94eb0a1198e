package dev.osprey.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {

  @Test
  void convertsJavasNamesToThoseOfNativeLibraries() {
    assertThat(Platform.of("Linux", "amd64")).hasToString("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64")).hasToString("linux-arm64");
    assertThat(Platform.of("Mac OS X", "aarch64")).hasToString("macosx-arm64");
    assertThat(Platform.of("Windows 11", "amd64")).hasToString("windows-x86_64");
    assertThat(Platform.of("FreeBSD", "riscv64")).hasToString("freebsd-riscv64");
  }

  @Test
  void errorNamesThePlatformAndTheSupportedOnes() {
    List<String> supported = List.of("linux-x86_64", "macosx-arm64");
    assertThatCode(() -> Platform.of("Linux", "amd64").require("libtorch", supported))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Platform.of("Linux", "aarch64").require("libtorch", supported))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("(linux-arm64); it runs on linux-x86_64, macosx-arm64");
  }
}
