package dev.osprey.training.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each epoch has 3 steps. */
class MetricsTest {
  @TempDir Path temp;
  private TrainingRun.Splits splits;

  @BeforeEach
  void draw() {
    splits = SmallRun.splits(temp.resolve("shapes"));
  }

  @Test
  void eachEpochHasARowWithAsManyColumnsAsTheHeader() throws IOException {
    run(SmallRun.config("evaluation.everyEpochs=2"), Start.FRESH);

    List<String> lines = csv();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo(
            "epoch,step,learning_rate,loss,classification,bbox_regression,gradient_norm,"
                + "pictures_per_second,seconds,AP,AP50,AP75,APs,APm,APl,AR1,AR10,AR100,ARs,ARm,ARl");
    assertThat(lines.get(1)).startsWith("1,3,").endsWith(",,,,,,,,,,,,");
    assertThat(lines.get(2)).startsWith("2,6,").doesNotEndWith(",");
    assertThat(lines).allMatch(line -> line.split(",", -1).length == 21);
  }

  @Test
  void runWithVocMetricWritesItsMap() throws IOException {
    run(
        SmallRun.config("training.epochs=1", "evaluation={metric: voc07, iouThreshold: 0.3}"),
        Start.FRESH);

    List<String> lines = csv();
    assertThat(lines.get(0)).endsWith(",ARl,VOC_mAP");
    double inCsv = Double.parseDouble(lines.get(1).substring(lines.get(1).lastIndexOf(',') + 1));
    JsonNode metrics = events("epoch").get(0).get("metrics");
    assertThat(metrics.get("VOC_mAP").asDouble()).isEqualTo(inCsv).isBetween(0.0, 1.0);
    assertThat(Files.readString(temp.resolve("run/log.txt")))
        .contains("VOC mAP @[ IoU=0.30 | 11 points ]");
  }

  @Test
  void resumedRunDoesNotDuplicateRows() throws IOException {
    run(SmallRun.config("training.epochs=1"), Start.FRESH);
    // a time limit that is reached at once: one step of epoch 2, an evaluation and a row
    run(SmallRun.config("training.maxMinutes=1e-9"), Start.RESUMED);
    assertThat(csv()).hasSize(3);
    Files.writeString(temp.resolve("run/metrics.jsonl"), jsonl() + "{\"event\": \"st");

    run(SmallRun.config(), Start.RESUMED);

    List<String> lines = csv();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("1,3,");
    assertThat(lines.get(2)).startsWith("2,6,");
    assertThat(events("step"))
        .extracting(line -> line.get("step").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(events("epoch")).extracting(line -> line.get("step").asInt()).containsExactly(3, 6);
  }

  @Test
  void jsonLinesContainLossesAndMetrics() throws IOException {
    run(SmallRun.config("training.epochs=1"), Start.FRESH);

    JsonNode step = events("step").get(0);
    assertThat(step.at("/losses/classification").asDouble()).isPositive();
    assertThat(step.get("gradient_norm").asDouble()).isPositive();
    JsonNode epoch = events("epoch").get(0);
    assertThat(epoch.at("/metrics/AP50").isNumber()).isTrue();
  }

  private void run(RunConfig config, Start start) {
    try (TrainingRun run = SmallRun.open(config, splits, temp.resolve("run"), start)) {
      run.trainer().run(Estimation.NONE);
    }
  }

  private List<String> csv() throws IOException {
    return Files.readAllLines(temp.resolve("run/metrics.csv"));
  }

  private String jsonl() throws IOException {
    return Files.readString(temp.resolve("run/metrics.jsonl"));
  }

  private List<JsonNode> events(String event) throws IOException {
    return jsonl()
        .lines()
        .map(line -> ConfigReader.readJson(JsonNode.class, line, "line"))
        .filter(line -> line.get("event").asText().equals(event))
        .toList();
  }
}
