package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlFaultTest {
  private static final String TAB =
      """
      while scanning for the next token
      found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
       in 'reader', line 2, column 1:
          \t- x
          ^
      """;

  @Test
  void explainsThatTabsCannotIndent() {
    assertThat(YamlFault.of(TAB, "a:\n\t- x"))
        .hasToString("line 2: tabs cannot indent YAML; use spaces");
  }

  @Test
  void reportsTheLineThatOpensAnUnclosedBracketOrQuote() {
    String message =
        """
        while parsing a flow sequence
         in 'reader', line 3, column 8:
        expected ',' or ']', but got <stream end>
         in 'reader', line 9, column 1:
        """;
    assertThat(YamlFault.of(message, "").line()).isEqualTo(3);
    assertThat(YamlFault.of(message, "").what()).contains("[", "not closed");
  }

  @Test
  void reportsControlCharactersAndTheirLine() {
    assertThat(YamlFault.of("special characters are not allowed", "a: b\nc: \u0007"))
        .hasToString("line 2: the control character U+0007 cannot stand in YAML; take it out");
  }

  @Test
  void quotesTheLineWithAnExtraColon() {
    YamlFault fault =
        YamlFault.of(
            "mapping values are not allowed here\n in 'reader', line 1, column 5:", "a: b: c");
    assertThat(fault.what()).contains("a: b: c").endsWith("Put a value with a colon in quotes");
  }

  @Test
  void doesNotShowTheParsersMessages() {
    for (String message :
        new String[] {
          "while parsing a block mapping\n in 'reader', line 1, column 1:\nexpected <block end>, but"
              + " found '<scalar>'\n in 'reader', line 2, column 8:",
          "while scanning a double-quoted scalar\nfound unknown escape character q(113)",
          "while scanning for the next token\nfound character '@' that cannot start any token.",
          "while parsing a node\nfound undefined tag handle !e!",
          "something new"
        }) {
      assertThat(YamlFault.of(message, "a: 1\nb: 'it's'").toString())
          .doesNotContain("while", "scalar", "token", "reader", "found", "node", "block");
    }
  }
}
