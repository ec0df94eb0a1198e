package dev.osprey.predict.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cell | cell",
        "../../etc/passwd | __.._etc_passwd",
        ".. | _",
        ". | _",
        "/absolute | _absolute",
        "a\\b:c | a_b_c",
        "CON | _CON",
        "nul.txt | _nul.txt",
        "Hühnerei 鸡 | Hühnerei 鸡",
        "<script> | _script_"
      })
  void replacesCharactersThatFileSystemsRefuse(String name, String safe) {
    assertThat(FolderNames.of(name)).isEqualTo(safe);
  }

  @Test
  void removesInvisibleCharactersAndShortensLongNames() {
    assertThat(FolderNames.of("a\nb\u0000c\u001b[31m\u202Ed")).isEqualTo("a_b_c_[31m_d");
    assertThat(FolderNames.of("")).isEqualTo("_");
    assertThat(FolderNames.of("鸡".repeat(500)).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(100);
  }

  @Test
  void givesEachClassItsOwnFolderIgnoringCase() {
    assertThat(FolderNames.ofAll(List.of("RBC", "rbc", "a/b", "a_b", "a:b")))
        .containsExactly("RBC", "rbc-2", "a_b", "a_b-2", "a_b-3");
  }
}
