package dev.osprey.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.SampleResults;
import dev.osprey.bench.result.SideResult;
import org.junit.jupiter.api.Test;

class BenchFilesTest {
  private static final BenchOutcome OUTCOME =
      SampleResults.outcome(
          SampleResults.result(
              "nms-1000", SampleResults.side(10, 0.5, 0.25), SampleResults.side(20, 1, 1)),
          SampleResults.result("load", SideResult.failed("a | b"), SampleResults.side(20, 1, 1)));

  @Test
  void jsonHoldsEveryTimeAndTheVerdict() throws Exception {
    JsonNode json = new ObjectMapper().readTree(BenchJson.text(OUTCOME));
    assertThat(json.at("/machine/processor").asText()).isEqualTo("A Processor");
    assertThat(json.at("/convolutionPeak/onnx float32").asDouble()).isEqualTo(2.25e11);
    JsonNode nms = json.at("/rows/0");
    assertThat(nms.at("/name").asText()).isEqualTo("nms-1000");
    assertThat(nms.at("/ours/runs/1/seconds").asDouble()).isEqualTo(0.25);
    assertThat(nms.at("/ratio/median").asDouble()).isEqualTo(0.375);
    assertThat(nms.at("/memoryRatio").asDouble()).isEqualTo(0.5);
    assertThat(nms.at("/target/time").asDouble()).isEqualTo(0.6);
    assertThat(nms.at("/verdict").asText()).isEqualTo("holds");
    JsonNode load = json.at("/rows/1");
    assertThat(load.at("/ours/failure").asText()).isEqualTo("a | b");
    assertThat(load.has("ratio")).isFalse();
    assertThat(load.at("/verdict").asText()).isEqualTo("open");
  }

  @Test
  void markdownIsOneTableWhoseRowsHaveAllCells() {
    String text = BenchMarkdown.text(OUTCOME);
    String[] lines = text.split("\n");
    int bars = lines[0].length() - lines[0].replace("|", "").length();
    for (int i = 0; i < 4; i++) {
      String line = lines[i].replace("\\|", "");
      assertThat(line.length() - line.replace("|", "").length()).as(line).isEqualTo(bars);
    }
    assertThat(lines[2])
        .contains("| torchvision | 375 ms | 1.00 s | 0.38 (0.25-0.50) | 0.00 / 0.00 | 0.50 |")
        .endsWith("| yes |");
    assertThat(lines[3]).contains("failed: a \\| b");
    assertThat(text).contains("- nms-1000: detections 300 and 300 (ours first)");
  }
}
