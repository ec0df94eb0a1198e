package dev.osprey.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of version 0.1, described in their README.md, load and give the results of 0.1. */
class FilesOfVersion01Test {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Largest difference of a coordinate, pixels. */
  private static final double PIXELS = 0.05;

  private static final double SCORES = 1e-3;

  /**
   * Largest relative difference of a loss: training amplifies the rounding of another processor.
   */
  private static final double LOSSES = 0.02;

  @TempDir Path folder;

  @BeforeEach
  void unpack() throws IOException {
    VersionFiles.unpack("files-0.1", folder);
  }

  @ParameterizedTest
  @CsvSource({
    "retinanet, 0.16, shapes/val",
    "fasterrcnn, 0.16, shapes/val",
    "retinaface, 0.275, faces/val/images"
  })
  void modelFileGivesTheDetectionsOf01(String model, String score, String images)
      throws IOException {
    assertSameDetections(model, detect("models/" + model + ".safetensors", score, images));
  }

  @ParameterizedTest
  @CsvSource({
    "retinanet, 0.16, shapes/val",
    "fasterrcnn, 0.16, shapes/val",
    "retinaface, 0.275, faces/val/images"
  })
  void onnxFileGivesTheDetectionsOf01(String model, String score, String images)
      throws IOException {
    assertSameDetections(model, detect("onnx/" + model + ".onnx", score, images));
  }

  private JsonNode detect(String model, String score, String images) throws IOException {
    Path found = folder.resolve("found.json");
    VersionFiles.run(
        "predict",
        "--model=" + folder.resolve(model),
        "--device=cpu",
        "--score=" + score,
        "--json=" + found,
        "--out=" + folder.resolve("annotated"),
        folder.resolve("data").resolve(images).toString());
    return JSON.readTree(found.toFile());
  }

  private void assertSameDetections(String model, JsonNode found) throws IOException {
    JsonNode expected = JSON.readTree(folder.resolve("results/" + model + ".json").toFile());
    assertThat(found).hasSameSizeAs(expected);
    for (JsonNode detection : expected) {
      assertThat(found).anyMatch(other -> isSame(detection, other), "is " + detection);
    }
  }

  private static boolean isSame(JsonNode a, JsonNode b) {
    boolean landmarks =
        !a.has("landmarks")
            || (areNear(a.at("/landmarks/0"), b.at("/landmarks/0"))
                && areNear(a.at("/landmarks/4"), b.at("/landmarks/4")));
    return a.get("image_id").equals(b.get("image_id"))
        && a.get("category_id").equals(b.get("category_id"))
        && a.get("category_name").equals(b.get("category_name"))
        && Math.abs(a.get("score").doubleValue() - b.get("score").doubleValue()) <= SCORES
        && areNear(a.get("bbox"), b.get("bbox"))
        && landmarks;
  }

  private static boolean areNear(JsonNode a, JsonNode b) {
    boolean near = a.size() == b.size();
    for (int i = 0; near && i < a.size(); i++) {
      near = Math.abs(a.get(i).doubleValue() - b.get(i).doubleValue()) <= PIXELS;
    }
    return near;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/retinanet.safetensors",
        "models/fasterrcnn.safetensors",
        "models/retinaface.safetensors",
        "onnx/retinanet-fixed.onnx",
        "onnx/fasterrcnn-raw.onnx"
      })
  void goldenRequestGivesTheSameDetections(String file) {
    VersionFiles.run("doctor", "--model=" + folder.resolve(file));
  }

  @Test
  void resultFileGivesTheEvaluationOf01() throws IOException {
    Path written = folder.resolve("evaluation.json");
    VersionFiles.run(
        "val",
        "--detections=" + folder.resolve("results/retinanet.json"),
        "--ground-truth=" + folder.resolve("data/shapes/annotations/instances_val.json"),
        "--json=" + written);
    assertThat(JSON.readTree(written.toFile()))
        .isEqualTo(JSON.readTree(folder.resolve("results/evaluation.json").toFile()));
  }

  @Test
  void configurationsGiveTheParameterCountsOf01() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("results/parameters.txt"));
    assertThat(lines).hasSize(7);
    for (String line : lines) {
      String[] parts =
          line.split(" ", -1); // file, number of all parameters, number of trained parameters
      String configuration = folder.resolve("configurations/" + parts[0]).toString();
      assertThat(VersionFiles.run("summary", configuration, "--size=256x256"))
          .as(parts[0])
          .containsPattern("(?m)^total +" + parts[1] + " +" + parts[2] + " ");
    }
  }

  @Test
  void resumedRunReachesTheLossesOf01() throws IOException {
    Path run = folder.resolve("run");
    Path config = run.resolve("config.yaml");
    String data = "folder: " + folder.resolve("data/shapes");
    Files.writeString(config, Files.readString(config).replace("folder: data/shapes", data));
    VersionFiles.run("train", "--resume=" + run);
    List<String> rows = Files.readAllLines(run.resolve("metrics.csv"));
    List<String> expected = Files.readAllLines(folder.resolve("results/resumed-metrics.csv"));
    assertThat(rows).hasSameSizeAs(expected);
    assertThat(rows.subList(0, 4)).isEqualTo(expected.subList(0, 4)); // header and old epochs
    int loss = List.of(rows.get(0).split(",", -1)).indexOf("loss");
    for (int i = 4; i < rows.size(); i++) {
      double expectedLoss = Double.parseDouble(expected.get(i).split(",", -1)[loss]);
      assertThat(Double.parseDouble(rows.get(i).split(",", -1)[loss]))
          .isCloseTo(expectedLoss, within(LOSSES * expectedLoss));
    }
    assertThat(run.resolve("best.safetensors")).isRegularFile();
    assertThat(Files.readString(run.resolve("log.txt"))).contains("epoch 3", "epoch 6");
  }
}
