package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellTextTest {

  @Test
  void pathsAreQuotedWhereAShellNeedsIt() {
    assertThat(ShellText.argument(Path.of("runs/cells-2"))).isEqualTo("runs/cells-2");
    assertThat(ShellText.argument(Path.of("runs/zellen für $5"))).isEqualTo("'runs/zellen für $5'");
    assertThat(ShellText.argument(Path.of("it's"))).isEqualTo("'it'\\''s'");
    assertThat(ShellText.argument(Path.of("-x"))).isEqualTo("./-x");
    assertThat(ShellText.argument(Path.of("a\nb"))).isEqualTo("$'a\\u000ab'");
  }
}
