package dev.osprey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("depth", "outStages", "norm", "id");

  @Test
  void suggestsTheNearestName() {
    assertThat(NearestName.hint("dept", KNOWN)).isEqualTo("did you mean \"depth\"? ");
    assertThat(NearestName.hint("nrom", KNOWN)).isEqualTo("did you mean \"norm\"? ");
  }

  @Test
  void ignoresCaseHyphensAndUnderscores() {
    assertThat(NearestName.hint("OUT_STAGES", KNOWN)).isEqualTo("did you mean \"outStages\"? ");
    assertThat(NearestName.hint("out-stages", KNOWN)).isEqualTo("did you mean \"outStages\"? ");
  }

  @Test
  void longNamesMayDifferByMoreLetters() {
    assertThat(NearestName.hint("classificationwait", List.of("classificationWeight")))
        .isEqualTo("did you mean \"classificationWeight\"? ");
  }

  @Test
  void suggestsNothingIfNoNameIsNear() {
    assertThat(NearestName.hint("temperature", KNOWN)).isEmpty();
    assertThat(NearestName.hint("lr", KNOWN)).isEmpty();
    assertThat(NearestName.hint("", KNOWN)).isEmpty();
    assertThat(NearestName.hint("depth", List.of())).isEmpty();
  }
}
