package dev.osprey.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.bench.result.BenchMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleReportTest {
  @TempDir Path folder;

  private static final BenchMachine MACHINE =
      new BenchMachine("A Processor", 2, 2, 2, 8L << 30, "Linux 6", 0);
  private static final ScaleCurve QUADRATIC =
      new ScaleCurve(
          ScaleAxis.NMS,
          List.of(10.0, 20.0, 40.0),
          List.of(1.0, 4.0, 16.0),
          List.of(100.0, 100.0, 101.0),
          Optional.empty());
  private static final ScaleCurve FAILED =
      new ScaleCurve(
          ScaleAxis.AREA, List.of(), List.of(), List.of(), Optional.of("at 256: no memory"));

  @Test
  void aLineHasTheExponentsAndMarksWhatIsFasterThanLinear() {
    assertThat(ScaleReport.line(QUADRATIC))
        .contains("boxes of one class")
        .contains("10 to 40")
        .contains("time x^2.00!")
        .endsWith("memory x^0.00");
    assertThat(ScaleReport.line(FAILED))
        .contains("nothing measured")
        .endsWith("failed at 256: no memory");
  }

  @Test
  void theSummaryNamesWhatIsFasterThanLinear() {
    assertThat(ScaleReport.summary(List.of(QUADRATIC, FAILED)))
        .isEqualTo("faster than linear: the time with boxes of one class");
    assertThat(ScaleReport.summary(List.of(FAILED)))
        .isEqualTo("nothing grows faster than linearly");
  }

  @Test
  void writesJsonAndTwoPlotsForEachCurveThatHasPoints() throws Exception {
    ScaleReport.write(folder, MACHINE, List.of(QUADRATIC, FAILED));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("scale.json", "nms-time.png", "nms-memory.png");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("scale.json").toFile());
    assertThat(json.at("/curves/0/timeGrowth/exponent").asDouble()).isEqualTo(2);
    assertThat(json.at("/curves/1/failure").asText()).isEqualTo("at 256: no memory");
  }
}
