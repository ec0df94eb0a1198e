package dev.osprey.cli.val;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.detection.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code val --metric wider}, of result files and of a model. */
class WiderEvaluationTest extends WiderCase {
  @Test
  void resultFilesGiveEasyMediumHard() {
    // The normalised scores are 1 (hit), 0.5 (miss), 0 (hit). Easy has only the first face: AP 1.
    // Medium has 2 faces: 1/2 + 1/2 · 2/3. Hard has 4 faces: half of that.
    CommandLineRun run = val("--detections", results);

    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .isEqualTo(
            """
            WIDER FACE AP @[ IoU=0.50 | 2 images | 3 detections ]
            subset    faces       AP
            easy          1   1.0000
            medium        2   0.8333
            hard          4   0.4167
            """);
  }

  @Test
  void jsonKeepsAllDigits() throws IOException {
    JsonNode json = json(val("--detections", results, "--json", "-"));

    assertThat(json.get("metric").asText()).isEqualTo("wider");
    assertThat(json.at("/settings/iouThreshold").asDouble()).isEqualTo(0.5);
    assertThat(json.get("easy").asDouble()).isEqualTo(1);
    assertThat(json.get("medium").asDouble()).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(json.get("hard").asDouble()).isCloseTo(5 / 12.0, within(1e-12));
    assertThat(json.at("/faces/hard").asInt()).isEqualTo(4);
    assertThat(json.get("pictures").asInt()).isEqualTo(2);
    assertThat(json.get("detections").asInt()).isEqualTo(3);

    Path file = folder.resolve("metrics.json");
    assertThat(val("--detections", results, "--json", file).exitCode()).isZero();
    assertThat(ConfigReader.readJson(JsonNode.class, Files.readString(file), "file"))
        .isEqualTo(json);
    assertMistake(val("--detections", results, "--json", file), "exists already");
  }

  @Test
  void iouThresholdCanBeSet() throws IOException {
    // the box covers 10 × 6 of the face's 10 × 10 pixels: IoU 0.6
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n2\n0 0 9 5 0.75\n500 0 9 9 0.25\n");

    assertThat(json(val("--detections", results, "--json", "-")).get("easy").asDouble())
        .isEqualTo(1);
    assertThat(
            json(val("--detections", results, "--iou", "0.7", "--json", "-"))
                .get("easy")
                .asDouble())
        .isZero();
    assertThat(val("--detections", results, "--iou", "0.7").output()).contains("IoU=0.70");
    assertMistake(
        val("--detections", results, "--iou", "0.5,0.6"), "--iou takes one value", "wider");
    assertMistake(val("--detections", results, "--iou", "0"), "WIDER FACE", "(0, 1]");
  }

  @Test
  void warnsOfEqualScores() throws IOException {
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n1\n0 0 9 9 0.75\n");

    CommandLineRun run = val("--detections", results, "--json", "-");

    assertThat(json(run).get("easy").asDouble()).isZero();
    assertThat(run.errors()).contains("warning: all scores are 0.75", "normalised");
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n0\n");
    CommandLineRun nothing = val("--detections", results, "--json", "-");
    assertThat(json(nothing).get("hard").asDouble()).isZero();
    assertThat(nothing.errors()).isEmpty();
  }

  @Test
  void mistakesInFilesAreNamed() throws IOException {
    assertMistake(val("--detections", folder.resolve("none")), "none", "does not exist");
    Files.writeString(results.resolve(EVENT + "/a.txt"), "a\n1\n0 0 9 9\n");
    assertMistake(val("--detections", results), "a.txt line 3 has 4 numbers");
    Files.delete(results.resolve(EVENT + "/a.txt"));
    assertMistake(val("--detections", results), "no result file for 1 of the 2", EVENT + "/a.txt");
    Files.delete(truth.resolve("wider_hard_val.mat"));
    assertMistake(val("--detections", results), "has no wider_hard_val.mat");
  }

  @Test
  void conflictingOptionsAreRefusedWithTheReason() {
    String[] files = {"--detections", results.toString()};
    assertMistake(val(), "an option is missing", "--detections DIR", "--model FILE --data DIR");
    assertMistake(val("--model", "m.safetensors"), "an option is missing", "--data DIR");
    assertMistake(
        CommandLineRun.of("val", "--metric", "wider", "--detections", results.toString()),
        "an option is missing",
        "--ground-truth");
    assertMistake(
        val("--model", "m.safetensors", "--detections", results), "--model and --detections");
    for (List<String> option :
        List.of(
            List.of("--area", "small=0:32"),
            List.of("--max-detections", "100"),
            List.of("--score", "0.3"),
            List.of("--format", "coco"),
            List.of("--only", "face"),
            List.of("--invalid-boxes", "skip"))) {
      assertMistake(
          val(files[0], files[1], option.get(0), option.get(1)),
          option.get(0) + " cannot be used with --metric wider");
    }
    assertMistake(val(files[0], files[1], "--data", "d"), "--data needs --model");
    assertMistake(val(files[0], files[1], "--save-detections", "d"), "needs --model");
    assertMistake(
        CommandLineRun.of("val", "--model", "m", "--data", "d", "--save-detections", "s"),
        "--save-detections needs --metric wider");
  }
}
