package dev.osprey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void dumbTerminalsCannotEraseALine() {
    assertThat(Terminal.canErase("xterm-256color")).isTrue();
    assertThat(Terminal.canErase("dumb")).isFalse();
    assertThat(Terminal.canErase("")).isFalse();
    assertThat(Terminal.canErase(null)).isFalse();
  }
}
