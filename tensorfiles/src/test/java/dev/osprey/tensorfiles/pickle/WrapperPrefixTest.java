package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrapperPrefixTest {
  @Test
  void isTheSharedSequenceOfPrefixesInAnyOrder() {
    assertThat(WrapperPrefix.of(List.of("module.a", "module.b"))).isEqualTo("module.");
    assertThat(WrapperPrefix.of(List.of("model._orig_mod.module.a")))
        .isEqualTo("model._orig_mod.module.");
  }

  @Test
  void isEmptyIfANameHasNoPrefixOrThereAreNoNames() {
    assertThat(WrapperPrefix.of(List.of("module.a", "b"))).isEmpty();
    assertThat(WrapperPrefix.of(List.of("modules.a"))).isEmpty();
    assertThat(WrapperPrefix.of(List.of())).isEmpty();
  }
}
