package dev.osprey.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final WholeLines stream =
      new WholeLines(
          line -> lines.add(new String(line, StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  private final PrintStream print = new PrintStream(stream, false, StandardCharsets.UTF_8);

  @Test
  void linesAreWrittenAsAWhole() throws IOException {
    print.print("epoch ");
    print.printf("%d of %d", 1, 2);
    assertThat(lines).isEmpty();
    print.println();
    print.print("a\nb\nc");
    assertThat(lines).containsExactly("epoch 1 of 2" + System.lineSeparator(), "a\n", "b\n");
    stream.close();
    assertThat(lines).last().isEqualTo("c");
  }

  @Test
  void controlSequencesAreEscapedAndTabsAreKept() {
    print.print("a\u001b[31m\tb\u009b2J\rc\u202ed\u0007\n");
    assertThat(lines).containsExactly("a\\u001b[31m\tb\\u009b2J\\rc\\u202ed\\u0007\n");
  }

  @Test
  void veryLongLinesAreWrittenInPiecesOfWholeLetters() {
    String text = "ä€𝄞x".repeat(40_000);
    print.print(text + "\n");
    assertThat(lines).hasSizeGreaterThan(2);
    assertThat(String.join("", lines)).isEqualTo(text + "\n");
  }
}
