package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameListTest {
  @Test
  void commasSeparateNamesExceptInQuotes() {
    assertThat(NameList.parse("disc,box")).containsExactly("disc", "box");
    assertThat(NameList.parse("disc,\"box, blue\"")).containsExactly("disc", "box, blue");
    assertThat(NameList.parse("\"box, blue\" , disc")).containsExactly("box, blue", "disc");
    assertThat(NameList.parse(" disc , box,")).containsExactly("disc", "box");
    assertThat(NameList.parse("\" disc\",\"\"")).containsExactly(" disc", "");
    assertThat(NameList.parse("")).isEmpty();
  }

  @Test
  void quotesInNamesAreLiteralAndQuotesInQuotesAreDoubled() {
    assertThat(NameList.parse("5\" disc,box")).containsExactly("5\" disc", "box");
    assertThat(NameList.parse("\"5\"\" disc, blue\"")).containsExactly("5\" disc, blue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"disc", "disc,\"box, blue", "\"disc\"box", "\"a\" \"b\""})
  void explainsUnclosedQuotes(String text) {
    assertThatThrownBy(() -> NameList.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(text + ": ")
        .hasMessageContaining("disc,\"box, blue\"");
  }

  @Test
  void readsItsOwnText() {
    List<String> names = List.of("disc", "box, blue", "", " a ", "\"b\"", "5\" c", "\"d, e\"");
    assertThat(NameList.text(names))
        .isEqualTo("disc, \"box, blue\", \"\", \" a \", \"\"\"b\"\"\", 5\" c, \"\"\"d, e\"\"\"");
    assertThat(NameList.parse(NameList.text(names))).isEqualTo(names);
    assertThat(NameList.text(List.of("a\nb"))).isEqualTo("a\\nb");
  }
}
