package dev.osprey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String ERASE = "\r\u001b[K";

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private int columns = 80;
  private final Screen screen = new Screen(terminal, () -> columns);

  private String written() {
    String text = terminal.toString(StandardCharsets.UTF_8);
    terminal.reset();
    return text;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void liveLineIsErasedBeforeALineAndDrawnAgainBelowIt() throws IOException {
    screen.show(LiveText.of("step 1"));
    assertThat(written()).isEqualTo(ERASE + "step 1");
    screen.write(terminal, bytes("epoch 1\n"));
    assertThat(written()).isEqualTo(ERASE + "epoch 1\n" + ERASE + "step 1");
    screen.show(LiveText.NONE);
    assertThat(written()).isEqualTo(ERASE);
    screen.write(terminal, bytes("epoch 2\n"));
    assertThat(written()).isEqualTo("epoch 2\n");
  }

  @Test
  void liveLineIsNotDrawnAfterAnUnfinishedLine() throws IOException {
    screen.write(terminal, bytes("half"));
    screen.show(LiveText.of("step 1"));
    assertThat(written()).isEqualTo("half");
    screen.write(terminal, bytes(" and half\n"));
    assertThat(written()).isEqualTo(" and half\n" + ERASE + "step 1");
  }

  @Test
  void liveLineFitsTheCurrentWidth() {
    columns = 20;
    screen.show(LiveText.of("a line of 20 columns", "x"));
    assertThat(written()).isEqualTo(ERASE + "a line of 20 col…");
  }

  @Test
  void closedScreenDrawsNothing() {
    screen.close();
    screen.show(LiveText.of("step 1"));
    assertThat(written()).isEmpty();
  }

  @Test
  void failedWriteThrowsAndKeepsTheLiveLine() {
    screen.show(LiveText.of("step 1"));
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> screen.write(full, bytes("epoch 1\n")))
        .isInstanceOf(IOException.class);
    assertThat(written()).endsWith("step 1");
  }

  @Test
  void terminalSizeIsParsedFromTheOutputOfStty() {
    assertThat(TerminalSize.columnsIn("24 120\n")).isEqualTo(120);
    assertThat(TerminalSize.columnsIn("0 0\n")).isZero();
    assertThat(TerminalSize.columnsIn("")).isZero();
    assertThat(TerminalSize.columnsIn("stty: no terminal")).isZero();
  }
}
