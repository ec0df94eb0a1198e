package dev.osprey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellCommandTest {

  @Test
  void pathsAreQuotedIfAShellRequiresIt() {
    assertThat(ShellCommand.argument(Path.of("runs/cells-2"))).isEqualTo("runs/cells-2");
    assertThat(ShellCommand.argument(Path.of("runs/zellen für $5")))
        .isEqualTo("'runs/zellen für $5'");
    assertThat(ShellCommand.argument(Path.of("it's"))).isEqualTo("'it'\\''s'");
    assertThat(ShellCommand.argument(Path.of("-x"))).isEqualTo("./-x");
    assertThat(ShellCommand.argument(Path.of("a\nb"))).isEqualTo("$'a\\u000ab'");
  }
}
