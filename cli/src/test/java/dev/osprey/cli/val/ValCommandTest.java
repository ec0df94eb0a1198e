package dev.osprey.cli.val;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.detection.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code val} of result files: each metric, its options, and what it prints and writes. */
class ValCommandTest {
  /**
   * Image 1 has a red cell of 20×20 and one of 40×40 pixels. In order of score, the detections are
   * the first cell with IoU 0.6 (20×12 of 20×20), a false positive, and the second cell with IoU 1.
   * A white cell is detected, but none is in the ground truth.
   */
  private static final String TRUTH =
      """
      {"images": [{"id": 1, "file_name": "a.jpg", "width": 300, "height": 300}],
       "categories": [{"id": 4, "name": "white"}, {"id": 2, "name": "red"}],
       "annotations": [
         {"id": 1, "image_id": 1, "category_id": 2, "bbox": [0, 0, 20, 20], "area": 400, "iscrowd": 0},
         {"id": 2, "image_id": 1, "category_id": 2, "bbox": [100, 0, 40, 40], "area": 1600, "iscrowd": 0}]}
      """;

  private static final String FOUND =
      """
      [{"image_id": 1, "category_id": 2, "bbox": [0, 0, 20, 12], "score": 0.9},
       {"image_id": 1, "category_id": 2, "bbox": [200, 200, 9, 9], "score": 0.8},
       {"image_id": 1, "category_id": 2, "bbox": [100, 0, 40, 40], "score": 0.7},
       {"image_id": 1, "category_id": 4, "bbox": [5, 5, 9, 9], "score": 0.6}]
      """;

  @TempDir Path folder;

  private Path truth;
  private Path found;

  @BeforeEach
  void write() throws IOException {
    truth = Files.writeString(folder.resolve("gt.json"), TRUTH);
    found = Files.writeString(folder.resolve("dets.json"), FOUND);
  }

  private CommandLineRun val(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("val", "--ground-truth", truth.toString(), "--detections", found.toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static JsonNode json(CommandLineRun outcome) {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    return ConfigReader.readJson(JsonNode.class, outcome.output(), "standard output");
  }

  private void assertMistake(CommandLineRun outcome, String... parts) {
    assertThat(outcome.errors()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void cocoPrintsTwelveLinesAndEachClassWithItsSizes() {
    CommandLineRun outcome = val();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output().lines()).hasSize(12 + 1 + 3);
    assertThat(outcome.output())
        .contains("class  objects       AP     AP50     AP75    small   medium    large    AR100\n")
        .containsPattern("(?m)^red          2 ")
        .containsPattern("(?m)^white        0        -        -        -        -        -");
  }

  @Test
  void jsonKeepsTheUsualKeysAndAddsThresholdsAndSizes() {
    // AP50: precision 1 up to recall 1/2 (51 points), 2/3 above (50 points). From IoU 0.65 on the
    // detections are miss, miss, hit: precision 1/3 up to recall 1/2.
    JsonNode json = json(val("--json", "-"));

    double early = (51 + 50 * 2 / 3.0) / 101;
    double late = 51 / 3.0 / 101;
    assertThat(json.get("metric").asText()).isEqualTo("coco");
    assertThat(json.get("AP50").asDouble()).isCloseTo(early, within(1e-9));
    assertThat(json.get("AP75").asDouble()).isCloseTo(late, within(1e-9));
    assertThat(json.get("AP").asDouble()).isCloseTo(0.3 * early + 0.7 * late, within(1e-9));
    for (String key : List.of("APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")) {
      assertThat(json.get(key).isNumber()).as(key).isTrue();
      assertThat(json.at("/classes/red").get(key)).as(key).isEqualTo(json.get(key));
    }
    assertThat(json.at("/classes/red/objects").asInt()).isEqualTo(2);
    assertThat(json.at("/classes/white/AP").asDouble()).isEqualTo(-1);
    assertThat(json.at("/settings/areas/small/1").asDouble()).isEqualTo(1024);
  }

  @Test
  void thresholdsRangesAndLimitsCanBeSet() {
    // Both cells are found at IoU 0.5 and 0.6. The 20×20 cell is "mini", the 40×40 cell is "rest".
    JsonNode json =
        json(
            val(
                "--iou",
                "0.5,0.6,0.7",
                "--area",
                "mini=0:32,rest=32:",
                "--max-detections",
                "2",
                "--json",
                "-"));

    assertThat(json.get("AP60").asDouble()).isEqualTo(json.get("AP50").asDouble());
    // the second cell is only the third detection: recall 1/2, 1/2, 0
    assertThat(json.get("AR2").asDouble()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(json.get("AR_mini").asDouble()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(json.get("AP_rest").asDouble()).isZero();
    assertThat(json.has("APs") || json.has("AP75") || json.has("AR100")).isFalse();
    assertThat(json.at("/settings/maxDetections").toString()).isEqualTo("[2]");
    CommandLineRun printed = val("--iou", "0.5,0.6,0.7", "--area", "mini=0:32,rest=32:");
    assertThat(printed.output())
        .contains("AP50     AP60     AP70     mini     rest    AR100", "area=  mini");
  }

  @Test
  void evaluatesBothVocMetrics() {
    // Hit, miss, hit: 1/2 · 1 + 1/2 · 2/3, and (6 + 5 · 2/3) / 11.
    JsonNode area = json(val("--metric", "voc", "--json", "-"));
    JsonNode points = json(val("--metric", "voc07", "--json", "-"));

    assertThat(area.get("metric").asText()).isEqualTo("voc");
    assertThat(area.get("mAP").asDouble()).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(points.get("metric").asText()).isEqualTo("voc07");
    assertThat(points.get("mAP").asDouble()).isCloseTo((6 + 10 / 3.0) / 11, within(1e-12));
    assertThat(area.at("/classes/white").toString())
        .isEqualTo("{\"AP\":-1.0,\"recall\":-1.0,\"detections\":1,\"objects\":0}");
    assertThat(area.at("/settings/iouThreshold").asDouble()).isEqualTo(0.5);
    assertThat(area.at("/settings/maxDetections").isNull()).isTrue();
  }

  @Test
  void vocThresholdsAndLimitCanBeSet() {
    // At IoU 0.7 only the last detection hits: precision 1/3 up to recall 1/2.
    assertThat(val("--metric", "voc", "--iou", "0.7").output())
        .startsWith("VOC mAP @[ IoU=0.70 | all points ] = 0.167\n")
        .contains("class  objects    found   recall       AP\n");
    assertThat(
            json(val("--metric", "voc", "--iou", "0.7", "--score", "0.7", "--json", "-"))
                .get("mAP")
                .asDouble())
        .isZero();
    assertThat(
            json(val("--metric", "voc", "--max-detections", "1", "--json", "-"))
                .get("mAP")
                .asDouble())
        .isEqualTo(0.5);
  }

  @Test
  void emptyGroundTruthAndEmptyResultsAreEvaluated() throws IOException {
    Files.writeString(found, "[]");
    assertThat(json(val("--json", "-")).get("AP").asDouble()).isZero();
    assertThat(json(val("--metric", "voc", "--json", "-")).get("mAP").asDouble()).isZero();

    Files.writeString(truth, "{\"images\": [], \"categories\": [], \"annotations\": []}");
    assertThat(json(val("--json", "-")).get("AP").asDouble()).isEqualTo(-1);
    assertThat(json(val("--metric", "voc07", "--json", "-")).get("mAP").asDouble()).isEqualTo(-1);
    assertThat(val("--metric", "voc").output()).contains("] = -\n");
  }

  @Test
  void conflictingSettingsAreRefusedWithTheReason() {
    assertMistake(val("--metric", "vos"), "--metric", "coco, voc, voc07, wider");
    assertMistake(val("--iou", "0.7,0.5"), "IoU thresholds must be ascending", "[0.7, 0.5]");
    assertMistake(val("--iou", "half"), "--iou", "half");
    assertMistake(val("--metric", "voc", "--iou", "0.5,0.7"), "--iou takes one value");
    assertMistake(val("--metric", "voc", "--iou", "1.5"), "(0, 1]", "1.5");
    assertMistake(val("--metric", "voc", "--area", "small=0:32"), "--area", "--metric coco");
    assertMistake(val("--score", "0.3"), "--score needs --metric voc");
    assertMistake(val("--area", "small=32"), "--area small=32", "small=0:32");
    assertMistake(val("--area", "small=32:0"), "area range small", "ascend");
    assertMistake(val("--max-detections", "0"), "limits of detections must be ascending", "[0]");
  }

  @Test
  void invalidNumbersAreReported() throws IOException {
    Files.writeString(found, FOUND.replace("0.8", "NaN"));

    for (String metric : List.of("coco", "voc", "voc07")) {
      assertMistake(
          val("--metric", metric, "--json", folder.resolve("m.json").toString()),
          "image 1",
          "category 2",
          "score that is not a number");
    }
    assertThat(folder.resolve("m.json")).doesNotExist();
    Files.writeString(truth, TRUTH.replace("[100, 0, 40, 40]", "[NaN, 0, 40, 40]"));
    assertMistake(val(), "annotation 2", "a coordinate or an area that is not a number");
  }
}
