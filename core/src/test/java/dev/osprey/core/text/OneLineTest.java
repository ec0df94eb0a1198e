package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void escapesCharactersThatBreakOrReorderALine() {
    assertThat(OneLine.of("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
    assertThat(OneLine.of("a\u0007b\u0085c\u2028d\u202Ee\u007F"))
        .isEqualTo("a\\u0007b\\u0085c\\u2028d\\u202ee\\u007f");
    assertThat(OneLine.of("größe 箱 📦 e\u0301")).isEqualTo("größe 箱 📦 e\u0301");
    assertThat(OneLine.of("a\uD83D")).isEqualTo("a\\ud83d");
  }

  @Test
  void longNamesAreCutBetweenLetters() {
    assertThat(OneLine.of("123456789", 9)).isEqualTo("123456789");
    assertThat(OneLine.of("123456789", 8)).isEqualTo("1234567…");
    assertThat(OneLine.of("📦📦📦", 6)).isEqualTo("📦📦📦");
    assertThat(OneLine.of("📦📦📦", 5)).isEqualTo("📦📦…");
    assertThat(OneLine.of("📦📦📦", 4)).isEqualTo("📦…");
    assertThat(OneLine.of("e\u0301e\u0301e\u0301", 2)).isEqualTo("e\u0301…");
  }

  @Test
  void wideLettersTakeTwoColumnsAndAccentsNone() {
    assertThat(TextColumns.of("abc")).isEqualTo(3);
    assertThat(TextColumns.of("箱箱")).isEqualTo(4);
    assertThat(TextColumns.of("box 📦")).isEqualTo(6);
    assertThat(TextColumns.of("한글")).isEqualTo(4);
    assertThat(TextColumns.of("e\u0301\u200D")).isEqualTo(1);
  }

  @Test
  void distinguishesNamesThatLookAlike() {
    String start = "a".repeat(300);
    assertThat(OneLine.distinct(List.of(start + "1", "b", start + "2"), 30))
        .containsExactly(
            "a".repeat(19) + "…" + "a".repeat(9) + "1", "b", "a".repeat(19) + "…aaaaaaaaa2")
        .allSatisfy(name -> assertThat(TextColumns.of(name)).isLessThanOrEqualTo(30));
    // they differ in their middles alone
    String end = "z".repeat(300);
    assertThat(OneLine.distinct(List.of(start + "1" + end, start + "2" + end), 30))
        .containsExactly("a".repeat(19) + "…zzzzzzzzzz (1)", "a".repeat(19) + "…zzzzzzzzzz (2)");
    assertThat(OneLine.distinct(List.of("a\nb", "a\\nb", "c"), 30))
        .containsExactly("a\\nb (1)", "a\\nb (2)", "c");
    assertThat(OneLine.distinct(List.of("disc", "box"), 30)).containsExactly("disc", "box");
  }
}
