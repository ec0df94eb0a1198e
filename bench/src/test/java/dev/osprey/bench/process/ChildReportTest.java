package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildReportTest {
  @Test
  void reportsSurviveTheirLines() {
    Measurement measurement =
        new Measurement(
            0.25, "a1", Optional.of(new ProcessMemory(10, 20)), Map.of("detections", 3.0));
    for (ChildReport report :
        new ChildReport[] {
          new ChildReport.Ready(Map.of("torch", "2.15.0")),
          new ChildReport.Done(measurement),
          new ChildReport.Done(new Measurement(1, "", Optional.empty(), Map.of())),
          new ChildReport.Failed("no room\nleft")
        }) {
      assertThat(report.line()).doesNotContain("\n");
      assertThat(ChildReport.parse(report.line())).contains(report);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " @bench {}", "@benchmark", "[INFO] ready", "{\"ready\":{}}"})
  void otherLinesAreNoReports(String line) {
    assertThat(ChildReport.parse(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@bench ",
        "@bench {",
        "@bench []",
        "@bench {\"done\": {}}",
        "@bench {\"done\": {\"seconds\": \"1\"}}",
        "@bench {\"done\": {\"seconds\": -1}}",
        "@bench {\"ready\": []}"
      })
  void reportsThatCannotBeReadAreFailures(String line) {
    assertThatThrownBy(() -> ChildReport.parse(line)).isInstanceOf(ChildFailure.class);
  }
}
