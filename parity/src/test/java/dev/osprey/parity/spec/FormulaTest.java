package dev.osprey.parity.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the examples in the description of the reference cases. */
class FormulaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "osprey-public-A1|backbone.body.conv1.weight|64,3,7,7|0|['','fan',1]"
            + "|BB3CFDBC80578459|0.22395163774490356|bda18719",
        "osprey-public-A1|backbone.body.layer1.0.bn1.running_var|64|5|['','range',0.5,1.5]"
            + "|27058CFBEBD43AC8|0.8467719554901123|3fac6306",
        "osprey-public-A1|backbone.body.layer1.0.bn1.bias|64|63|['','sym',0.1]"
            + "|11F0FC8A052F89D6|0.9348179697990417|3db219f8",
        "osprey-public-A1|roi_heads.box_predictor.cls_score.weight|91,1024|12345|['','fan',0.8]"
            + "|EE87B0DA458BEBEC|0.20730221271514893|bce82a01",
        "osprey-public-B2-3|head.classification_head.cls_logits.bias|45|7|['','sym',0.5,-7.0]"
            + "|0C04465026CB0A92|0.5355491042137146|c0dedcc8",
        "osprey-public-A1|backbone.body.layer1.0.bn1.weight|64|1|['','auto',1]"
            + "|8F28A1F82D93C54B|0.12334012985229492|3f1f9338"
      })
  void returnsTheNumbersOfTheExample(
      String salt,
      String name,
      String shape,
      int index,
      String rule,
      String seed,
      double u,
      String bits)
      throws IOException {
    Formula formula = Formula.of(salt, name);
    assertThat(formula.seed()).isEqualTo(Long.parseUnsignedLong(seed, 16));
    assertThat(formula.unit(index)).isEqualTo(u);
    long[] dimensions = Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
    WeightRules rules =
        WeightRules.of(salt, new ObjectMapper().readTree("[" + rule.replace('\'', '"') + "]"));
    float value = rules.values(name, dimensions)[index];
    assertThat(Integer.toHexString(Float.floatToIntBits(value))).isEqualTo(bits);
  }

  @Test
  void usesTheFirstRuleThatMatchesTheName() {
    WeightRules rules = WeightRules.defaults("s");
    assertThat(rules.values("bn1.num_batches_tracked")).containsExactly(0);
    for (float weight : rules.values("bn1.weight", 1000)) {
      assertThat(weight).isBetween(0.5f, 1.5f);
    }
    for (float bias : rules.values("bn1.bias", 1000)) {
      assertThat(bias).isBetween(-0.1f, 0.1f);
    }
    assertThatThrownBy(() -> rules.values("bn1.gain", 4))
        .isInstanceOf(CaseError.class)
        .hasMessageContaining("bn1.gain");
  }

  @Test
  void returnsTheImageOfTheExample() throws Exception {
    byte[] pixels = FormulaImage.pixels("osprey-public-A1", "image0", 200, 260);
    assertThat(rgb(pixels, 260, 0, 0)).containsExactly(74, 78, 236);
    assertThat(rgb(pixels, 260, 0, 1)).containsExactly(83, 61, 246);
    assertThat(rgb(pixels, 260, 100, 37)).containsExactly(103, 148, 115);
    assertThat(rgb(pixels, 260, 199, 259)).containsExactly(92, 118, 232);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(pixels);
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("c52670fc43f2670e2778c040313b75965f1d837322fe5a3133fbff01133e50bf");
  }

  private static int[] rgb(byte[] pixels, int width, int y, int x) {
    int start = 3 * (y * width + x);
    return new int[] {pixels[start] & 0xFF, pixels[start + 1] & 0xFF, pixels[start + 2] & 0xFF};
  }
}
